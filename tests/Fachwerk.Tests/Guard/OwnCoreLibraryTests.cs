using Fachwerk.Tests.Tidy;
using Mono.Cecil;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>
/// The device's own core library and the lists of it: the library says what is there, the lists say what of it may be
/// used. Neither alone is enough.
/// </summary>
public sealed class OwnCoreLibraryTests
{
    private const string SamplePath = "firmware/Keypad/Sample.cs";

    public static TheoryData<string> ListedTypes => [.. Listed.Select(type => type.FullName)];

    private static IReadOnlyList<ApiType> Listed =>
        DeviceReferences.Edge.Assemblies.Single(list => list.Name == "mscorlib").Types;

    [Theory]
    [MemberData(nameof(ListedTypes))]
    public void Every_listed_member_is_in_it(string fullName)
    {
        ApiType listed = Listed.Single(type => type.FullName == fullName);
        Assert.True(OwnCoreLibrary.Types.TryGetValue(fullName, out TypeDefinition? own), $"There is no {fullName}.");
        HashSet<string> there = OwnCoreLibrary.SignaturesOf(own);

        IEnumerable<string> wanted = listed.Kind == "delegate"
            ? [OwnCoreLibrary.SignatureOfDelegate(listed.Members[0])]
            : listed.Members.Select(OwnCoreLibrary.SignatureOf);

        Assert.Empty(wanted.Except(there));
    }

    /// <summary>What it has and portable code may not use: a clock, a random number, a wait.</summary>
    [Theory]
    [InlineData("long M() => System.DateTime.UtcNow.Ticks;")]
    [InlineData("void M() { System.Threading.Thread.Sleep(1); }")]
    [InlineData("int M() => new System.Random().Next();")]
    public void What_it_has_and_no_list_names_is_refused_by_the_lists_alone(string member)
    {
        RepositoryFile sample = new(SamplePath, $"class Sample\n{{\n{member}\n}}");

        Finding.RefuseAny(DeviceGuard.Check([sample], DeviceReferences.Own).Findings);

        Assert.Contains(DeviceGuard.Check([sample], DeviceReferences.Current).Findings,
            finding => finding.Rule == DeviceRule.Api.Name);
    }

    [Theory]
    [InlineData("int M(int[] a) => System.Linq.Enumerable.Count(a);")]
    [InlineData("System.Collections.Generic.List<int> list;")]
    [InlineData("int M(byte[] a) { System.Span<byte> s = a; return s.Length; }")]
    [InlineData("byte[] M(byte[] a) => a[1..2];")]
    [InlineData("int M(byte[] a) => a[^1];")]
    [InlineData("string M(string x) => x.PadLeftt(4);")]
    [InlineData("int? maybe;")]
    [InlineData("(int A, int B) pair;")]
    [InlineData("async void M() { await null; }")]
    [InlineData("string M(int x) => string.Create(null, $\"{x}\");")]
    public void What_it_does_not_have_does_not_compile(string member)
    {
        RepositoryFile sample = new(SamplePath, $"class Sample\n{{\n{member}\n}}");

        Assert.Contains(DeviceGuard.Check([sample], DeviceReferences.Own).Findings,
            finding => finding.Rule == DeviceRule.Api.Name);
    }

    /// <summary>It compiles these; the device stops at them. So the outcome is read here too.</summary>
    [Theory]
    [InlineData("class Own<T> { }")]
    [InlineData("System.Func<int> f;")]
    [InlineData("object M() { var f = () => 1; return f; }")]
    public void What_compiles_against_it_and_crashes_is_found(string member)
    {
        RepositoryFile sample = new(SamplePath, $"class Sample\n{{\n{member}\n}}");

        Assert.Contains(DeviceGuard.Check([sample], DeviceReferences.Own).Findings,
            finding => finding.Rule == DeviceRule.Generics.Name);
    }
}
