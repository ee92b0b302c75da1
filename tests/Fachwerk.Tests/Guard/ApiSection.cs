namespace Fachwerk.Tests.Guard;

/// <summary>Why a type is listed: a line "## word: why" in a list opens a section.</summary>
internal static class ApiSection
{
    /// <summary>The sources use it. A test says so when they no longer do.</summary>
    public const string InUse = "in use";

    /// <summary>The compiler asks for it, whether a source names it or not.</summary>
    public const string Compiler = "compiler";

    /// <summary>The device has it and crashes on it: listed so that the guard can say that, not "not found".</summary>
    public const string Crashes = "crashes";

    public static IReadOnlyList<string> All { get; } = [InUse, Compiler, Crashes];
}
