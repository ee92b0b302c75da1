using System.Threading.Channels;
using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Gathers verified telegrams, commits them together and answers what was accepted: nothing before the commit, nothing
/// when its outcome is not known, and each telegram at most once.
/// </summary>
internal sealed class TelegramCommitter(
    TelegramStore store, EchoValues echoes, TelegramPool pool, TableAnswers tables, SessionLoader sessions,
    OrderPusher orders, FleetSignals signals, NodeClock clock, LoadWatch load, GatewayCounters counters,
    GatewayOptions options, IAead aead, TimeProvider time, ILogger<TelegramCommitter> log) : IDisposable
{
    private const int TableReadsMax = 8;
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(1_500);

    private readonly Channel<Telegram> _queue = Channel.CreateUnboundedPrioritized(
        new UnboundedPrioritizedChannelOptions<Telegram> { Comparer = new TelegramPriority() });

    private readonly SemaphoreSlim _tableReads = new(TableReadsMax);
    private readonly TelegramBatch _batch = new(echoes);
    private readonly List<Telegram> _waiting = [];
    private readonly List<AcceptedTelegram> _accepted = [];
    private readonly AnswerWriter _answers = new(aead);

    /// <summary>Sends an answer to where its telegram came from; set by the gateway that holds the socket.</summary>
    public Action<ReadOnlyMemory<byte>, Telegram>? Send { get; set; }

    /// <summary>Takes over a verified telegram. The pool bounds how many there are.</summary>
    public void Take(Telegram telegram) => _queue.Writer.TryWrite(telegram);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_waiting.Count == 0 && !await _queue.Reader.WaitToReadAsync(ct))
                return;
            if (_queue.Reader.Count < options.BatchMax)
                await Task.Delay(options.Gather, time, ct);
            Gather();
            if (_batch.Count > 0)
                await CommitAsync(ct);
            _batch.Clear();
        }
    }

    public void Dispose() => _tableReads.Dispose();

    // First those that had to wait because another of their controller was in the last batch.
    private void Gather()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var telegram in waiting)
            Add(telegram);
        while (_batch.Count < options.BatchMax && _queue.Reader.TryRead(out var telegram))
            Add(telegram);
    }

    private void Add(Telegram telegram)
    {
        if (!telegram.Session.IsAboveFloor(telegram.Epoch, telegram.PartialIv))
            Drop(telegram, DropReason.Replayed);
        else if (time.GetElapsedTime(telegram.ReceivedAt) > AgeMax)
            Drop(telegram, DropReason.TooLate);
        else if (_batch.Count >= options.BatchMax || !_batch.TryAdd(telegram))
            _waiting.Add(telegram);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        _batch.Asked = load.NoteWait(time.GetElapsedTime(_batch.Telegrams.Min(telegram => telegram.ReceivedAt)));
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
            catch (Exception cause) when (cause is NpgsqlException or TimeoutException)
            {
                GatewayLog.NotCommitted(log, _batch.Count, (cause as NpgsqlException)?.SqlState);
                return false;
            }
        }
    }

    private void Finish(Telegram telegram, in AcceptedTelegram row, CancellationToken ct)
    {
        var stepped = telegram.Session.Commit(telegram.Epoch, telegram.PartialIv);
        if (stepped)
            _ = AtEaseAsync(() => sessions.StoreSecretAsync(telegram.Session, telegram.Epoch, ct));
        if (row.EventsStored)
            signals.InboxArrived(row.Tenant);
        if (row.StateChanged)
            signals.ConnectionsChanged(row.Tenant);
        var openOrders = row.OrdersOpen;
        var controller = row.Controller;
        if (telegram.Kind == TelegramKind.Table)
        {
            _ = AnswerTableAsync(telegram, row.TableVersionWanted, ct);
        }
        else
        {
            var count = telegram.Kind switch
            {
                TelegramKind.CheckIn => _answers.WriteCheckIn(
                    telegram, row, clock.UnixSeconds, TimeSpan.FromSeconds(row.AskedSeconds)),
                TelegramKind.Events => _answers.WriteEvents(telegram, row),
                _ => _answers.WriteRefusal(telegram, telegram.RefusalCode),
            };
            SendAndReturn(telegram, _answers.Output.AsMemory(0, count));
        }

        if (openOrders > 0)
            orders.Push(controller, afterTelegram: true);
    }

    // The database has gone back in time and does not know whether they are fresh; or another node has accepted a later
    // one, or the controller was revoked: look what it is.
    private async Task RefuseAsync(List<Telegram> refused, CancellationToken ct)
    {
        var demands = new Dictionary<long, EchoDemand>();
        await AtEaseAsync(async () =>
        {
            foreach (var demand in await store.AskEchoAsync(refused, ct))
                demands.Add(demand.Controller, demand);
        });
        foreach (var telegram in refused)
        {
            var controller = telegram.Session.Number;
            if (demands.TryGetValue(controller, out var demand))
            {
                var count = _answers.WriteEchoDemand(telegram, demand, echoes);
                SendAndReturn(telegram, _answers.Output.AsMemory(0, count));
                continue;
            }

            Drop(telegram, DropReason.Refused);
            _ = AtEaseAsync(() => sessions.ReloadAsync(controller, ct));
        }
    }

    private async Task AnswerTableAsync(Telegram telegram, long wanted, CancellationToken ct)
    {
        var controller = telegram.Session.Number;
        try
        {
            await _tableReads.WaitAsync(ct);
            try
            {
                var writer = new AnswerWriter(aead);
                var body = await tables.ReadAsync(controller, telegram.Since, wanted, ct);
                if (body is null)
                    GatewayLog.TableTooLarge(log, controller);
                var count = body is null
                    ? writer.WriteRefusal(telegram, CoapCode.ServiceUnavailable)
                    : writer.WriteTable(telegram, body);
                SendAndReturn(telegram, writer.Output.AsMemory(0, count));
            }
            finally
            {
                _tableReads.Release();
            }
        }
        catch (NpgsqlException cause)
        {
            // Nothing was said: the depot asks again.
            GatewayLog.TableNotRead(log, controller, cause.SqlState);
            pool.Return(telegram);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            pool.Return(telegram);
        }
    }

    private async Task AtEaseAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException cause)
        {
            GatewayLog.NotReloaded(log, cause.SqlState);
        }
        catch (OperationCanceledException cause)
        {
            GatewayLog.Stopped(log, cause.Message);
        }
    }

    private void SendAndReturn(Telegram telegram, ReadOnlyMemory<byte> answer)
    {
        counters.Answer();
        Send?.Invoke(answer, telegram);
        pool.Return(telegram);
    }

    private void Drop(Telegram telegram, DropReason reason)
    {
        counters.Drop(reason);
        pool.Return(telegram);
    }
}
