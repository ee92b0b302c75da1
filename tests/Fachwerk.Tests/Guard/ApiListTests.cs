using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>The lists of the device's API are read strictly and have to fit together.</summary>
public class ApiListTests
{
    private const string Head = "# System.Sample: nanoFramework.System.Sample 1.0.0\n## in use\n";

    [Theory]
    [InlineData("type public class System.A", "class", "System.A", 0)]
    [InlineData("type public sealed class System.A : System.Object, System.IDisposable", "class", "System.A", 2)]
    [InlineData("type public ref struct System.Text.A", "struct", "System.Text.A", 0)]
    [InlineData("type public enum System.A+Inner : System.Int32", "enum", "System.A+Inner", 1)]
    [InlineData("type public delegate TResult System.Func`2(T arg)", "delegate", "System.Func`2", 0)]
    public void A_type_is_read(string line, string kind, string fullName, int bases)
    {
        ApiType type = Assert.Single(Parse(Head + line).Types);

        Assert.Equal((kind, fullName, bases, 3), (type.Kind, type.FullName, type.Bases.Length, type.Line));
    }

    [Theory]
    [InlineData("ctor protected ()", "ctor (): ")]
    [InlineData("ctor public (System.Byte[] array)", "ctor (System.Byte[]): ")]
    [InlineData("field public const System.Int32 Max = 7", "field Max(): System.Int32")]
    [InlineData("property public System.Char this[System.Int32 index] { get; set; }",
        "property this(System.Int32): System.Char")]
    [InlineData("method public static System.Void M(ref System.Int32 a, params System.Object[] b)",
        "method M(ref System.Int32, params System.Object[]): System.Void")]
    [InlineData("method public System.String Pad(System.Int32 width, System.Char with =  )",
        "method Pad(System.Int32, System.Char): System.String")]
    [InlineData("event public static System.Handler Changed", "event Changed(): System.Handler")]
    public void A_member_is_read(string line, string signature)
    {
        ApiType type = Assert.Single(Parse($"{Head}type public class System.A\n  {line}").Types);

        Assert.Equal(signature, Assert.Single(type.Members).Signature);
    }

    [Theory]
    [InlineData("type System.A")]
    [InlineData("type public class System.A\n  metod public System.Void M()")]
    [InlineData("type public class System.A\n  method public System.Void M(")]
    [InlineData("type public class System.A\n  method public System.Void M(System.Int32)")]
    [InlineData("## perhaps")]
    [InlineData("class System.A")]
    public void A_line_that_is_none_is_refused(string lines)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Parse(Head + lines));

        Assert.Contains("firmware/device-api/Sample.txt:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_says_which_assembly_and_package_it_is()
    {
        Assert.Throws<FormatException>(() => Parse("type public class System.A"));
        Assert.Equal("nanoFramework.System.Sample 1.0.0", Parse(Head).Package);
    }

    [Fact]
    public void A_member_whose_type_is_not_listed_is_refused()
    {
        ApiAssembly broken = Parse($"{Head}type public class System.A\n  method public System.Missing M()");

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => DeviceReferences.Compile([.. DeviceReferences.Current.Assemblies, broken]));

        Assert.Contains("firmware/device-api/Sample.txt:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Missing", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Forms that the edge will need: events, nested types, private implementations, operators.</summary>
    [Fact]
    public void Every_form_of_a_list_compiles()
    {
        ApiAssembly sample = Parse(Head + """
            type public class System.Door : System.IDisposable, System.Collections.IEnumerator
              field protected System.Int32 Width
              ctor public (System.Int32 width, System.Door+Side side = 0, System.Boolean open = False)
              property public virtual System.Object Current { get; }
              event public System.DoorMoved Moved
              method protected override System.Void Finalize()
              method public static System.Boolean op_LessThan(System.Door a, System.Door b)
              method public static System.Boolean op_GreaterThan(System.Door a, System.Door b)
              method public static System.Door op_Implicit(System.Int32[] widths)
            type public enum System.Door+Side : System.Byte
              Left = 0
              Right = 1
            type public delegate System.Void System.DoorMoved(System.Door door, System.Int32 by)
            """);

        DeviceReferences device = DeviceReferences.Compile([.. DeviceReferences.Current.Assemblies, sample]);

        const string Use = "class User { bool M(System.Door d) { d.Moved += (x, y) => { }; System.Door e = new int[1]; "
            + "using System.Door f = new(1, System.Door.Side.Right); return e < d && d.Current == null; } }";
        Finding.RefuseAny(DeviceGuard.Check([new RepositoryFile("firmware/User.cs", Use)], device).Findings);
    }

    private static ApiAssembly Parse(string text) =>
        ApiListParser.Parse(new RepositoryFile("firmware/device-api/Sample.txt", text));
}
