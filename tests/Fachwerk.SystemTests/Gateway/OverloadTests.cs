using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

[Trait("Promise", "G-01")]
public sealed class OverloadTests(PostgresFixture postgres)
{
    private const int TelegramsMax = 16;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_places_are_for_events_and_not_for_check_ins()
    {
        await using var rig = await GatewayRig.StartAsync(
            postgres, Ct, new GatewayOptions { Port = 0, TelegramsMax = TelegramsMax });
        var many = new List<FakeController>();
        for (var i = 0; i < TelegramsMax; i++)
            many.Add(await rig.EnrolAsync(Ct));
        using var urgent = await rig.EnrolAsync(Ct);
        await using var connection = await rig.Fleet.Database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var locking = connection.CreateCommand();
        locking.CommandText = "select from controllers for update";
        await locking.ExecuteNonQueryAsync(Ct);

        foreach (var depot in many)
            await depot.SendAsync(depot.CheckIn(), Ct);
        var events = urgent.Events(1, new JournalEvent { Kind = (int)EventKind.DoorOpened, Compartment = 1 });
        await urgent.SendAsync(events, Ct);
        await transaction.RollbackAsync(Ct);

        Assert.Equal(1u, urgent.Open(events, await urgent.ReceiveAsync(Ct)).AckedEvent());
        Assert.InRange(rig.Counters.Of(DropReason.Overloaded), 1, TelegramsMax / 2);
        many.ForEach(depot => depot.Dispose());
    }
}
