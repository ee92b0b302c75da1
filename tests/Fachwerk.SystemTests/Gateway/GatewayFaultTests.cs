using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Something fails that nobody foresaw: it costs one telegram, never a controller or the gateway.</summary>
public sealed class GatewayFaultTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Columns without a value make the reader throw what is no fault of the database.
    [Theory]
    [Trait("Promise", "G-02")]
    [InlineData("controllers", "table_digest", 0, "", true)]
    [InlineData("controllers", "partial_iv", -1, "", false)]
    [InlineData("master", "drawn", 0, "update controllers set floor_known = false", false)]
    public async Task A_row_that_cannot_be_read_makes_no_controller_mute(
        string table, string column, long value, string first, bool isTable)
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync($"""
            {first};
            alter table {table} alter {column} drop not null;
            update {table} set {column} = null
            """, Ct);

        await depot.SendAsync(isTable ? depot.ReadTable(0) : depot.CheckIn(), Ct);
        var isSilent = await depot.HearsNothingAsync(Silence, Ct);
        await rig.Fleet.ExecuteAsync($"update {table} set {column} = {value}", Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(isSilent);
        Assert.Contains(rig.Warnings, line => line.Contains("nobody foresaw", StringComparison.Ordinal));
    }
}
