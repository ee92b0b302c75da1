using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>What the database says of an accepted telegram; only this may be answered.</summary>
/// <param name="AckedEvent">Events up to this number are durable.</param>
/// <param name="OrdersOpen">Orders that wait for the depot.</param>
/// <param name="EventsStored">Whether the inbox has new rows of it.</param>
/// <param name="StateChanged">Whether the depot was late, or a state shown to people differs from before.</param>
/// <param name="DatabaseTime">The database's clock when the statement ran.</param>
/// <param name="AskedSeconds">The time to its next check-in that the depot is asked for.</param>
/// <param name="DoorsTold">Whether a check-in told of other doors than the one before, or after more events.</param>
internal readonly record struct AcceptedTelegram(
    long Controller, int Tenant, long AckedEvent, long TableVersionWanted, int MinimumEpoch, int OrdersOpen,
    bool EventsStored, bool StateChanged, DateTimeOffset DatabaseTime, int AskedSeconds, bool DoorsTold);

/// <summary>A telegram that has to prove first that it is fresh.</summary>
/// <param name="Incarnation">What its Echo must hold, see <see cref="EchoValues"/>.</param>
internal readonly record struct EchoDemand(long Controller, long Incarnation)
{
    private const int RequestBits = 24;

    /// <summary>
    /// The partial IV of the demand: of a controller's key, generation and request it is the only one, and above all
    /// that orders can have.
    /// </summary>
    /// <param name="partialIv">The request's, of 3 bytes.</param>
    public long NumberFor(long partialIv) => (Incarnation >> RequestBits << RequestBits) | partialIv;
}

/// <summary>Commits a batch of telegrams in one statement of its own transaction.</summary>
internal sealed class TelegramStore : IAsyncDisposable
{
    /// <summary>Longer than a telegram may take: the server ends a statement that waits so long for a lock.</summary>
    public static readonly TimeSpan StatementMax = TimeSpan.FromMilliseconds(1_500);

    private const int PoolMin = 2;
    private const int PoolMax = 4;

    private readonly DatabasePool _pool;
    private readonly string _node;

    public TelegramStore(FleetDatabase fleet, GatewayOptions options)
    {
        _pool = fleet.Server.PoolOf(fleet.Name, text =>
        {
            text.MinPoolSize = PoolMin;
            text.MaxPoolSize = PoolMax;
            text.NoResetOnClose = true;
            text.MaxAutoPrepare = 4;
            text.AutoPrepareMinUsages = 1;
            text.CommandTimeout = 3;
            text.Options = $"-c statement_timeout={StatementMax.TotalMilliseconds:0}";
        });
        _node = options.Node;
    }

    /// <summary>
    /// One statement: locks the controllers' rows in order, compares replay pairs and enrolments, writes state and
    /// inbox. An exception leaves the outcome unknown: then nothing may be answered.
    /// </summary>
    public async Task CommitAsync(TelegramBatch batch, List<AcceptedTelegram> accepted, CancellationToken ct)
    {
        accepted.Clear();
        await using var command = _pool.Source.CreateCommand(GatewaySql.Commit);
        AddColumns(command, batch);
        command.With(batch.Asked.UsualSeconds).With(batch.Asked.LostSeconds);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            accepted.Add(new AcceptedTelegram(rows.GetInt64(0), rows.GetInt32(1), rows.GetInt64(2), rows.GetInt64(3),
                rows.GetInt16(4), rows.GetInt32(5), rows.GetBoolean(6), rows.GetBoolean(7),
                rows.GetFieldValue<DateTimeOffset>(8), rows.GetInt16(9),
                rows.GetBoolean(10)));
    }

    /// <summary>
    /// Of telegrams that were not accepted, finds those that lack nothing but a proof of being fresh. An exception
    /// leaves the outcome unknown: then nothing may be answered.
    /// </summary>
    public async Task<List<EchoDemand>> AskEchoAsync(IReadOnlyCollection<Telegram> telegrams, CancellationToken ct)
    {
        await using var command = _pool.Source.CreateCommand(GatewaySql.AskEcho);
        command.With(telegrams.Select(telegram => (long)telegram.Session.Number).ToArray())
            .With(telegrams.Select(telegram => (short)telegram.Epoch).ToArray())
            .With(telegrams.Select(telegram => telegram.PartialIv).ToArray());
        await using var rows = await command.ExecuteReaderAsync(ct);
        var demands = new List<EchoDemand>();
        while (await rows.ReadAsync(ct))
            demands.Add(new EchoDemand(rows.GetInt64(0), rows.GetInt64(1)));
        return demands;
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private void AddColumns(NpgsqlCommand command, TelegramBatch batch) => command
        .With(batch.Controller).With(batch.Epoch).With(batch.PartialIv).With(batch.Kind).With(batch.Path)
        .With(batch.AppVersion).With(batch.TableVersion).With(batch.DeviceTime).With(batch.LastEvent)
        .With(batch.OldestUnacked).With(batch.OpenDoors).With(batch.UnknownDoors).With(batch.SupplyMillivolts)
        .With(batch.Celsius).With(batch.Flags).With(batch.LastOrder).With(batch.EventsFrom).With(batch.EventsTo)
        .With(batch.Echo).With(_node)
        .With(batch.Events.Controller).With(batch.Events.Number).With(batch.Events.Kind)
        .With(batch.Events.Compartment).With(batch.Events.Time).With(batch.Events.Detail);
}
