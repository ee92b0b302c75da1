using Xunit;

namespace Fachwerk.Tests.Tidy;

/// <summary>The rules about who may use whom can fail, and their tables hang together.</summary>
public class ArrowTests
{
    private const string Protocol = "shared-protocol/Fachwerk.Protocol.csproj";
    private const string Firmware = "firmware/Fachwerk.Firmware.csproj";
    private const string Simulator = "hardware-sim/Fachwerk.Simulator.csproj";
    private const string Backend = "backend/Fachwerk.Backend.csproj";

    [Theory]
    [InlineData(Protocol, "ProjectReference", "../firmware/Fachwerk.Firmware.csproj")]
    [InlineData(Backend, "ProjectReference", "..\\firmware\\Fachwerk.Firmware.csproj")]
    [InlineData(Simulator, "ProjectReference", "../backend/Fachwerk.Backend.csproj")]
    [InlineData(Backend, "ProjectReference", "../tests/Fachwerk.Tests/Fachwerk.Tests.csproj")]
    [InlineData(Backend, "Compile", "../firmware/Board/*.cs")]
    [InlineData(Backend, "Reference", "Fachwerk.Firmware")]
    [InlineData(Backend, "Using", "Fachwerk.Backend.Fleet")]
    [InlineData(Firmware, "PackageReference", "Npgsql")]
    [InlineData("shared/Fachwerk.Shared.csproj", "PackageReference", "Npgsql")]
    public void A_reference_that_the_table_does_not_name_is_refused(string project, string item, string include)
    {
        Repository repository = ProjectWith(project, item, include);

        Assert.Single(new ProjectReferenceRule().Check(repository));
    }

    [Theory]
    [InlineData(Backend, "ProjectReference", "../shared-protocol/Fachwerk.Protocol.csproj")]
    [InlineData(Backend, "PackageReference", "Npgsql")]
    [InlineData("firmware/Esp32/Fachwerk.Esp32.csproj", "Compile", "../Board/*.cs")]
    public void A_reference_that_the_table_names_is_accepted(string project, string item, string include)
    {
        Repository repository = ProjectWith(project, item, include);

        Assert.Empty(new ProjectReferenceRule().Check(repository));
    }

    [Theory]
    [InlineData("backend/Fleet/A.cs", "using Fachwerk.Backend.Depots;")]
    [InlineData("backend/Gateway/A.cs", "using static Fachwerk.Backend.Codes.CodeRules;")]
    [InlineData("backend/Depots/A.cs", "using C = Fachwerk.Backend.Codes;")]
    [InlineData("backend/Depots/A.cs", "class A { global::Fachwerk.Backend.Codes.Code code; }")]
    [InlineData("backend/Depots/A.cs", "class A { void M() { Fachwerk.Backend.Codes.Code.Issue(); } }")]
    [InlineData("backend/Depots/A.cs", "namespace Fachwerk.Backend.Depots; class A { Codes.Code code; }")]
    [InlineData("backend/Portal/Pages/A.cs", "using Fachwerk.Backend.Dashboard.Pages;")]
    [InlineData("backend/Codes/A.cs", "using Fachwerk.Backend.Hosting;")]
    [InlineData("backend/Dashboard/Pages/A.cshtml", "@using Fachwerk.Backend.Portal")]
    [InlineData("backend/Shop/A.cs", "class A { }")]
    public void An_arrow_that_the_table_does_not_name_is_refused(string path, string text)
    {
        Finding finding = Assert.Single(new SliceArrowRule().Check(Repository.Of(path, text)).Distinct());

        Assert.Equal(1, finding.Line);
    }

    [Theory]
    [InlineData("backend/Gateway/A.cs", "using Fachwerk.Backend.Fleet;\nusing Fachwerk.Backend.Database;")]
    [InlineData("backend/Codes/A.cs", "namespace Fachwerk.Backend.Codes; class A { Depots.Depot d; Codes.Code c; }")]
    [InlineData("backend/Depots/A.cs", "namespace Fachwerk.Backend.Depots.Codes; class A { }")]
    [InlineData("backend/Depots/A.cs", "class A { void M() { db.Codes.Add(1); } }")]
    [InlineData("backend/Hosting/A.cs", "using Fachwerk.Backend.Dashboard;")]
    [InlineData("backend/Program.cs", "using Fachwerk.Backend.Hosting;")]
    [InlineData("tests/Fachwerk.Tests/Fleet/A.cs", "using Fachwerk.Backend.Depots;")]
    [InlineData("backend/Dashboard/Pages/A.cshtml", "@using Fachwerk.Backend.Depots\n<p>Codes.Of(depot)</p>")]
    public void An_arrow_that_points_down_is_accepted(string path, string text) =>
        Assert.Empty(new SliceArrowRule().Check(Repository.Of(path, text)));

    [Fact]
    public void The_table_of_slices_has_no_cycle_above_the_ground()
    {
        string[] ground = SliceTable.MayUse["Time"];
        foreach ((string slice, string[] used) in SliceTable.MayUse.Where(row => !ground.Contains(row.Key)))
        {
            Assert.DoesNotContain(slice, used);
            Assert.All(used, other => Assert.DoesNotContain(slice, SliceTable.MayUse[other]));
        }
    }

    [Fact]
    public void The_ground_knows_no_slice_above_it()
    {
        string[] ground = SliceTable.MayUse["Time"];

        Assert.All(ground, slice => Assert.Equal(ground, SliceTable.MayUse[slice]));
    }

    [Fact]
    public void Nobody_references_tests_but_tests_which_ask_the_witness_and_try_worlds_drills_and_benchmarks() =>
        Assert.All(ProjectTable.Rows, row => Assert.DoesNotContain(row.MayReference, path =>
            path.StartsWith("tests/", StringComparison.Ordinal)
            && (!row.Path.StartsWith("tests/", StringComparison.Ordinal)
                || (!path.Contains("Witness", StringComparison.Ordinal)
                    && !path.Contains("World", StringComparison.Ordinal)
                    && !path.Contains("Benchmarks", StringComparison.Ordinal)
                    && !path.Contains("Drills", StringComparison.Ordinal)))));

    private static Repository ProjectWith(string project, string item, string include) =>
        Repository.Of(project, $"<Project><ItemGroup><{item} Include='{include}' /></ItemGroup></Project>");
}
