using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// What a board keeps without power, in a memory-mapped file: a write is in the system's page cache at once, so that
/// even a killed simulator loses nothing.
/// <code>
/// 00000 FRAM A   10000 FRAM B   20000 clock: seconds the chip is ahead of UTC[8] oscillatorStopped[1] set[1]
/// 2000A length[1] of the mirror and its bytes[63]
/// </code>
/// </summary>
public sealed class BoardFile : IDisposable
{
    private const long ClockAt = 2 * Mb85Rc512T.Capacity;
    private const int ClockBytes = 10;
    private const long MirrorAt = ClockAt + ClockBytes;
    private const int MirrorBytes = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private BoardFile(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor();
        FramA = new MappedFram(_view, 0);
        FramB = new MappedFram(_view, Mb85Rc512T.Capacity);
    }

    /// <summary>Cells of FRAM A.</summary>
    public IFramMemory FramA { get; }

    /// <summary>Cells of FRAM B.</summary>
    public IFramMemory FramB { get; }

    /// <summary>Opens or makes the file; only one simulator at a time can hold it.</summary>
    /// <exception cref="IOException">It cannot be opened, or another simulator holds it.</exception>
    public static BoardFile Open(string path)
    {
        FileStream stream = PrivateFile.Open(path, FileMode.OpenOrCreate);
        return new BoardFile(MemoryMappedFile.CreateFromFile(
            stream, mapName: null, MirrorAt + MirrorBytes, MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None, leaveOpen: false));
    }

    /// <summary>Sets the clock as its coin cell kept it running; a new board's clock is right.</summary>
    public void Restore(Ds3231 clock, DateTime utcNow)
    {
        byte[] state = new byte[ClockBytes];
        _view.ReadArray(ClockAt, state, 0, state.Length);
        bool wasSet = state[9] != 0;
        TimeSpan ahead = wasSet ? TimeSpan.FromSeconds(BinaryPrimitives.ReadInt64BigEndian(state)) : TimeSpan.Zero;
        clock.RunFrom(utcNow + ahead, oscillatorStopped: wasSet && state[8] != 0);
    }

    /// <summary>Remembers how the clock differs from UTC.</summary>
    public void Remember(Ds3231 clock, DateTime utcNow)
    {
        byte[] state = new byte[ClockBytes];
        BinaryPrimitives.WriteInt64BigEndian(state, (long)Math.Round((clock.Now - utcNow).TotalSeconds));
        state[8] = (byte)(clock.OscillatorStopped ? 1 : 0);
        state[9] = 1;
        _view.WriteArray(ClockAt, state, 0, state.Length);
    }

    /// <summary>Fills the board's mirror, and from then on keeps what is written into it.</summary>
    public void Keep(VirtualMirror mirror)
    {
        byte[] bytes = new byte[MirrorBytes];
        _view.ReadArray(MirrorAt, bytes, 0, bytes.Length);
        mirror.Content = bytes[1..(1 + Math.Min((int)bytes[0], MirrorBytes - 1))];
        mirror.Changed += () => _view.WriteArray(
            MirrorAt, [(byte)mirror.Content.Length, .. mirror.Content], 0, 1 + mirror.Content.Length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
