using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fachwerk.Backend.Database;

/// <summary>What a process can be told, by the numbers of Linux.</summary>
internal enum Signal
{
    /// <summary>To a postmaster: stop now and in order.</summary>
    Interrupt = 2,

    /// <summary>To a postmaster: stop at once; the next start recovers.</summary>
    Quit = 3,

    /// <summary>It gets no chance to finish anything.</summary>
    Kill = 9,

    /// <summary>What init and service managers ask a program to end with.</summary>
    Terminate = 15,

    /// <summary>It goes on in the middle of whatever it did.</summary>
    Continue = 18,

    /// <summary>It stands still and keeps all it has.</summary>
    Stop = 19,
}

/// <summary>
/// One process for good: pidfd_open(2). The number of a process that has ended may be another one's; this never is.
/// </summary>
internal sealed class ProcessHandle : IDisposable
{
    // The same on every architecture.
    private const int SendSignalCall = 424;
    private const int OpenCall = 434;

    private readonly SafeFileHandle _file;

    private ProcessHandle(SafeFileHandle file) => _file = file;

    /// <summary>Null when there is no such process, or the system does not know such handles.</summary>
    public static ProcessHandle? TryOpen(int process)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var file = SystemCall(OpenCall, process, 0, 0, 0);
        return file < 0 ? null : new ProcessHandle(new SafeFileHandle(file, ownsHandle: true));
    }

    /// <summary>A child of this process; null when it has ended.</summary>
    public static ProcessHandle? TryOpenChild(Process child)
    {
        var handle = TryOpen(child.Id);
        // Its number was its own as long as nobody has fetched how it ended.
        if (!child.HasExited)
            return handle;
        handle?.Dispose();
        return null;
    }

    /// <summary>False when it has ended or may not be signalled.</summary>
    public bool Send(Signal signal) =>
        SystemCall(SendSignalCall, _file.DangerousGetHandle(), (nint)signal, 0, 0) == 0;

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
