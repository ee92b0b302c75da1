using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Fachwerk.Tests.Backend.Web;

/// <summary>
/// The live script of the pages (backend/wwwroot/live.js) with Node and a hub that does what a test says: a screen
/// shows each change once and in order, or asks for everything anew (backend/Live/README.md).
/// </summary>
[Trait("Promise", "L-01")]
public sealed class LiveScriptTests
{
    private const string Begun = "connecting, watch, snapshot 7, on";

    private static readonly string[] Begin = ["snapshot 7"];

    [Fact]
    public void Changes_that_follow_the_snapshot_are_shown_one_after_the_other() =>
        AssertTold($"{Begun}, change 8, change 10", "change 7 8", "change 8 10");

    [Fact]
    public void A_change_behind_a_gap_is_not_shown_and_everything_is_asked_for_anew() =>
        AssertTold($"{Begun}, change 8, watch, snapshot 12, change 13",
            "change 7 8", "change 9 10", "snapshot 12", "change 12 13");

    [Fact]
    public void A_gap_of_a_single_change_is_one() =>
        AssertTold($"{Begun}, watch, snapshot 9", "change 8 9", "snapshot 9");

    [Fact]
    public void A_change_that_is_shown_already_is_not_shown_again() =>
        AssertTold($"{Begun}, change 8, change 9", "change 7 8", "change 7 8", "change 5 6", "change 8 9");

    [Fact]
    public void What_comes_while_a_snapshot_is_on_its_way_is_shown_behind_it_unless_it_is_in_it() =>
        AssertTold($"{Begun}, watch, snapshot 11, change 12, change 13",
            "change 9 10", "change 10 11", "change 11 12", "snapshot 11", "change 12 13");

    [Fact]
    public void A_gap_behind_a_snapshot_asks_for_another_one() =>
        AssertTold($"{Begun}, watch, snapshot 10, watch, snapshot 14, change 15",
            "change 9 10", "change 12 13", "snapshot 10", "snapshot 14", "change 14 15");

    [Fact]
    public void After_a_lost_connection_everything_is_asked_for_anew() =>
        AssertTold($"{Begun}, lost, lost, watch, snapshot 20, on, change 21",
            "close", "wait", "snapshot 20", "change 20 21");

    [Fact]
    public void A_snapshot_that_does_not_come_ends_the_connection_and_begins_it_anew() =>
        AssertTold($"{Begun}, watch, lost, lost, watch, snapshot 12, on",
            "change 9 10", "no snapshot", "wait", "snapshot 12");

    private static void AssertTold(string expected, params string[] steps)
    {
        ProcessStartInfo start = new("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Beside("live-feed.mjs"), Script, .. Begin, .. steps])
            start.ArgumentList.Add(argument);
        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string told = node.StandardOutput.ReadToEnd().Trim();
        node.WaitForExit();

        Assert.Equal("", errors.Result);
        Assert.Equal(expected, told);
    }

    private static string Script => Beside("../../../../backend/wwwroot/live.js");

    private static string Beside(string path, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, path);
}
