using System.CommandLine;

namespace Fachwerk.Programs;

/// <summary>
/// Whoever started the process: it holds the other end of this one's standard input, and when it is gone, however it
/// ended, the input ends and so do we.
/// </summary>
public static class Parent
{
    /// <summary>The option with which a program says that it stays by its child.</summary>
    public static Option<bool> Option { get; } = new("--as-child")
    {
        Description = "For a program that starts this one: ends when standard input ends."
    };

    /// <summary>What stops the work: the given token, or the end of the parent where it asked for that.</summary>
    /// <param name="stopMax">How long stopping may take after the parent's end.</param>
    public static CancellationToken Follow(
        ParseResult parsed, TimeSpan stopMax, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (!parsed.GetValue(Option))
            return stop;
        // Never disposed: the thread may still cancel it while the process ends.
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var thread = new Thread(() =>
        {
            ReadToEnd(Console.OpenStandardInput());
            _ = source.CancelAsync();
            Task.Delay(stopMax, time, CancellationToken.None).Wait();
            Environment.Exit(1);
        })
        {
            IsBackground = true,
            Name = "parent"
        };
        thread.Start();
        return source.Token;
    }

    private static void ReadToEnd(Stream input)
    {
        var buffer = new byte[64];
        try
        {
            while (input.Read(buffer) > 0)
            {
                // What it says does not matter.
            }
        }
        catch (IOException)
        {
            return; // An input that cannot be read has ended.
        }
    }
}
