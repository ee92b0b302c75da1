using System.Diagnostics.CodeAnalysis;

namespace Fachwerk.Backend.Database;

/// <summary>
/// The process cannot start because the world around it is not as it must be. The message is one line for a person:
/// what happened, what is safe, what to do next. Program prints it to stderr without a stack trace and exits with 1.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a refusal, like those of the rules.")]
public sealed class StartupRefusal : Exception
{
    public StartupRefusal(string message) : base(message)
    {
    }

    public StartupRefusal(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>The first non-empty line of what a tool or an exception said, cut to a readable length.</summary>
    public static string FirstLine(string text)
    {
        const int lengthMax = 200;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            return line.Length <= lengthMax ? line : line[..lengthMax];
        return "no reason given";
    }
}
