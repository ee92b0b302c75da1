using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>The sizes that firmware/README.md names are those of the code as the device compiles it.</summary>
public sealed class CodeSizeTests
{
    private const double ToleranceShare = 0.05;

    private static readonly Lazy<(int Il, int Metadata)> Portable = new(Measure);

    [Fact]
    public void The_document_names_the_bytes_of_IL() => AssertNear(Portable.Value.Il, "IL of the portable code");

    [Fact]
    public void The_document_names_the_bytes_of_metadata() =>
        AssertNear(Portable.Value.Metadata, "metadata of the portable code");

    private static void AssertNear(int measured, string row)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{row}: {measured}");
        string line = Repository.Current.Files.Single(file => file.Path == "firmware/README.md").Lines
            .Single(text => text.StartsWith($"| {row} |", StringComparison.Ordinal));
        int documented = int.Parse(
            line.Split('|')[2].Replace("bytes", "", StringComparison.Ordinal), NumberStyles.AllowThousands
                | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

        Assert.InRange(measured, documented * (1 - ToleranceShare), documented * (1 + ToleranceShare));
    }

    private static (int Il, int Metadata) Measure()
    {
        GuardOutcome outcome = DeviceGuard.Check(
            Repository.Current.Files.Where(PortableFolders.Contains), DeviceReferences.Current);
        using PEReader image = new(ImmutableArray.Create(outcome.Assembly));
        MetadataReader metadata = image.GetMetadataReader();
        int il = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.RelativeVirtualAddress != 0)
            .Sum(method => image.GetMethodBody(method.RelativeVirtualAddress).Size);
        return (il, metadata.MetadataLength);
    }
}
