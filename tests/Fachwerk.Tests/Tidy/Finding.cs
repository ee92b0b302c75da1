using Xunit;

namespace Fachwerk.Tests.Tidy;

/// <summary>One place that breaks a rule: where, what stands there, what to do about it.</summary>
internal sealed record Finding(string Path, int Line, string Rule, string Found, string Advice)
{
    public override string ToString() => $"{Path}:{Line}: {Rule}: {Found}{Environment.NewLine}    {Advice}";

    /// <summary>Fails the running test with every finding, the first by path and line first.</summary>
    public static void RefuseAny(IEnumerable<Finding> findings)
    {
        string[] lines = [.. findings.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Line)
            .Select(f => f.ToString()).Distinct()];
        if (lines.Length > 0)
        {
            Assert.Fail($"{lines.Length} findings:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
        }
    }
}
