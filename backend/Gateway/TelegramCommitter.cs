using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Gathers verified telegrams, commits them together and answers what was accepted: nothing before the commit, nothing
/// when its outcome is not known, and each telegram at most once. A telegram's controller has its next turn when it is
/// known what came of this one.
/// </summary>
internal sealed class TelegramCommitter(
    TelegramLine line, TelegramStore store, EchoValues echoes, EventCeilings ceilings, TelegramPool pool,
    TableAnswers tables, SessionLoader sessions, SourceDefence defence, OrderPusher orders, FleetSignals signals,
    NodeClock clock, LoadWatch load, GatewayCounters counters, GatewayOptions options, IAead aead, TimeProvider time,
    ILogger<TelegramCommitter> log) : IDisposable
{
    private const int TableReadsMax = 8;
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(1_500);

    private readonly SemaphoreSlim _tableReads = new(TableReadsMax);
    private readonly TelegramBatch _batch = new(echoes, ceilings);
    private readonly List<AcceptedTelegram> _accepted = [];
    private readonly AnswerWriter _answers = new(aead);

    /// <summary>Sends an answer to where its telegram came from; set by the gateway that holds the socket.</summary>
    public Action<ReadOnlyMemory<byte>, Telegram>? Send { get; set; }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await line.WaitAsync(ct);
            var company = Math.Min(options.Company, options.BatchMax);
            await Task.WhenAny(line.WaitForAsync(company), Task.Delay(options.GatherCheckIns, time, ct));
            if (line.Count < company)
                await Task.Delay(options.Gather, time, ct);
            Gather();
            if (_batch.Count > 0)
                await CommitAsync(ct);
            _batch.Clear();
        }
    }

    public void Dispose() => _tableReads.Dispose();

    private void Gather()
    {
        while (_batch.Count < options.BatchMax && line.TryTake(out var telegram))
        {
            if (!telegram.Session.IsAboveFloor(telegram.Epoch, telegram.PartialIv))
                Drop(telegram, DropReason.Replayed);
            else if (time.GetElapsedTime(telegram.ReceivedAt) > AgeMax)
                Drop(telegram, DropReason.TooLate);
            else if (!TryAdd(telegram))
                Drop(telegram, DropReason.Failed);
        }
    }

    private bool TryAdd(Telegram telegram)
    {
        try
        {
            _batch.Add(telegram);
            return true;
        }
        catch (Exception cause)
        {
            GatewayLog.Strange(log, cause);
            return false;
        }
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        _batch.Asked = load.NoteWait(time.GetElapsedTime(_batch.Telegrams.Min(telegram => telegram.InLineSince)));
        if (!await TryCommitAsync(ct))
        {
            foreach (var telegram in _batch.Telegrams)
                Drop(telegram, DropReason.CommitFailed);
            return;
        }

        counters.Commit(_batch.Count, _accepted.Count, time.GetElapsedTime(started));
        if (_accepted.Count > 0)
            clock.Compare(_accepted[0].DatabaseTime, time.GetElapsedTime(started));
        var accepted = _accepted.ToDictionary(row => row.Controller);
        List<Telegram>? refused = null;
        foreach (var telegram in _batch.Telegrams)
        {
            if (accepted.TryGetValue(telegram.Session.Number, out var row))
                Finish(telegram, row, ct);
            else
                (refused ??= []).Add(telegram);
        }

        if (refused is not null)
            await RefuseAsync(refused, ct);
    }

    // A deadlock victim is certainly not committed, so it alone is tried again, once.
    private async Task<bool> TryCommitAsync(CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await store.CommitAsync(_batch, _accepted, ct);
                return true;
            }
            catch (PostgresException cause) when (attempt == 0 && cause.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                GatewayLog.Deadlocked(log, _batch.Count);
            }
            catch (Exception cause) when (!ct.IsCancellationRequested)
            {
                GatewayLog.NotCommitted(log, _batch.Count, SqlStateOf(cause));
                GatewayLog.NoteStrange(log, cause);
                return false;
            }
        }
    }

    // Whatever fails, it is one telegram's: it stays unanswered, and those behind it are finished.
    private void Finish(Telegram telegram, in AcceptedTelegram row, CancellationToken ct)
    {
        var isHandedOn = false;
        try
        {
            Note(telegram, row, ct);
            isHandedOn = telegram.Kind == TelegramKind.Table;
            if (isHandedOn)
                _ = AnswerTableAsync(telegram, row.TableVersionWanted, ct);
            else
                SendAnswer(telegram, _answers.Output.AsMemory(0, Write(telegram, row)));
        }
        catch (Exception cause)
        {
            GatewayLog.Strange(log, cause);
        }

        if (!isHandedOn)
            Return(telegram);
        if (row.OrdersOpen > 0)
            orders.Push(row.Controller, afterTelegram: true);
    }

    private void Note(Telegram telegram, in AcceptedTelegram row, CancellationToken ct)
    {
        if (telegram.Session.Commit(telegram.Epoch, telegram.PartialIv))
            _ = StoreSecretAsync(telegram.Session, telegram.Epoch, ct);
        defence.NoteAccepted(telegram);
        if (row.EventsStored)
            Account(telegram, row);
        else if (telegram.Kind == TelegramKind.HeldEvents)
            NoteHeld(telegram, row);
        if (row.StateChanged)
            signals.ConnectionsChanged(row.Tenant);
        if (row.DoorsTold)
            signals.DoorsTold(row.Controller);
    }

    private int Write(Telegram telegram, in AcceptedTelegram row) => telegram.Kind switch
    {
        TelegramKind.CheckIn => _answers.WriteCheckIn(
            telegram, row, clock.UnixSeconds, TimeSpan.FromSeconds(row.AskedSeconds)),
        TelegramKind.Events or TelegramKind.HeldEvents => _answers.WriteEvents(telegram, row),
        _ => _answers.WriteRefusal(telegram, telegram.RefusalCode),
    };

    private void Account(Telegram telegram, in AcceptedTelegram row)
    {
        telegram.Session.Events = ceilings.Spend(telegram.Session.Events, row.Tenant, telegram.EventCost);
        signals.InboxArrived(row.Tenant);
    }

    private void NoteHeld(Telegram telegram, in AcceptedTelegram row)
    {
        counters.Hold();
        telegram.Session.Events = ceilings.Hold(telegram.Session.Events, out var isNew);
        if (!isNew)
            return;
        GatewayLog.EventsHeld(log, telegram.Session.Number);
        signals.ConnectionsChanged(row.Tenant);
    }

    // The database has gone back in time and does not know whether they are fresh; or another node has accepted a later
    // one, or the controller was revoked: look what it is.
    private async Task RefuseAsync(List<Telegram> refused, CancellationToken ct)
    {
        var demands = new Dictionary<long, EchoDemand>();
        await RunAndLogAsync(async () =>
        {
            foreach (var demand in await store.AskEchoAsync(refused, ct))
                demands.Add(demand.Controller, demand);
        }, ct);
        foreach (var telegram in refused)
        {
            if (demands.TryGetValue(telegram.Session.Number, out var demand))
            {
                DemandEcho(telegram, demand);
                continue;
            }

            counters.Drop(DropReason.Refused);
            _ = ReloadAsync(telegram, ct);
        }
    }

    private void DemandEcho(Telegram telegram, EchoDemand demand)
    {
        try
        {
            var count = _answers.WriteEchoDemand(telegram, demand, echoes);
            telegram.Session.NoteAsked(telegram.Epoch, telegram.PartialIv);
            SendAnswer(telegram, _answers.Output.AsMemory(0, count));
        }
        catch (Exception cause)
        {
            GatewayLog.Strange(log, cause);
        }

        Return(telegram);
    }

    // Its next telegram waits until this node knows better, so that a controller costs one look at a time.
    private async Task ReloadAsync(Telegram telegram, CancellationToken ct)
    {
        await RunAndLogAsync(() => sessions.ReloadAsync(telegram.Session.Number, ct), ct);
        Return(telegram);
    }

    private async Task AnswerTableAsync(Telegram telegram, long wanted, CancellationToken ct)
    {
        try
        {
            await _tableReads.WaitAsync(ct);
            try
            {
                await SendTableAsync(telegram, wanted, ct);
            }
            finally
            {
                _tableReads.Release();
            }
        }
        catch (Exception cause) when (ct.IsCancellationRequested)
        {
            GatewayLog.Stopped(log, cause.Message);
        }
        // Whatever it was, nothing was said: the depot asks again.
        catch (Exception cause)
        {
            GatewayLog.TableNotRead(log, telegram.Session.Number, SqlStateOf(cause));
            GatewayLog.NoteStrange(log, cause);
        }
        finally
        {
            Return(telegram);
        }
    }

    private async Task SendTableAsync(Telegram telegram, long wanted, CancellationToken ct)
    {
        var writer = new AnswerWriter(aead);
        var isBegun = telegram.Block2 >= 0 && BlockValue.Number((uint)telegram.Block2) > 0;
        var body = await tables.ReadAsync(telegram.Session.Number, telegram.Since, wanted, isBegun, ct);
        if (body is null)
            GatewayLog.TableTooLarge(log, telegram.Session.Number);
        var count = body is null
            ? writer.WriteRefusal(telegram, CoapCode.ServiceUnavailable)
            : writer.WriteTable(telegram, body);
        SendAnswer(telegram, writer.Output.AsMemory(0, count));
    }

    private Task StoreSecretAsync(ControllerSession session, int epoch, CancellationToken ct) =>
        RunAndLogAsync(() => sessions.StoreSecretAsync(session, epoch, ct), ct);

    private async Task RunAndLogAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception cause) when (ct.IsCancellationRequested)
        {
            GatewayLog.Stopped(log, cause.Message);
        }
        // Whatever it was, the controller's next telegram is heard.
        catch (Exception cause)
        {
            GatewayLog.NotReloaded(log, SqlStateOf(cause));
            GatewayLog.NoteStrange(log, cause);
        }
    }

    private static string? SqlStateOf(Exception cause) => (cause as NpgsqlException)?.SqlState;

    private void SendAnswer(Telegram telegram, ReadOnlyMemory<byte> answer)
    {
        counters.Answer();
        Send?.Invoke(answer, telegram);
    }

    private void Drop(Telegram telegram, DropReason reason)
    {
        counters.Drop(reason);
        Return(telegram);
    }

    private void Return(Telegram telegram)
    {
        line.Finish(telegram.Session);
        pool.Return(telegram);
    }
}
