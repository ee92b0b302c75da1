using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Fachwerk.Programs;

/// <summary>How each of our programs reads its command line: what is wrong with it is told in one line.</summary>
public static class CommandLine
{
    /// <summary>The exit status of a command line that cannot be understood.</summary>
    public const int Misused = 2;

    // Stopping may end with an embedded PostgreSQL, which may have much to write.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    /// <summary>Runs what the command line asks for, until it is done or the process is told to stop.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        ArgumentNullException.ThrowIfNull(root);
        var parsed = root.Parse(args);
        if (Complaint(parsed) is { } complaint)
        {
            await Console.Error.WriteLineAsync(complaint);
            return Misused;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopMax });
    }

    /// <summary>What is wrong with a command line, in one line that says what would be right; null: nothing.</summary>
    public static string? Complaint(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (parsed.Action is not ParseErrorAction)
            return null;
        // What is wrong with one word explains more than what the line lacks as a whole.
        var error = parsed.Errors.FirstOrDefault(one => one.SymbolResult is OptionResult or ArgumentResult)
            ?? parsed.Errors[0];
        var message = error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')
            .Replace("'System.Boolean'", "true or false", StringComparison.Ordinal);
        return $"{message}. --help tells what there is.";
    }
}
