using System.Globalization;
using System.Text;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>What a wake-up is about; the letter is its mark on the channel.</summary>
public enum FleetSignal
{
    /// <summary>Rows arrived in the inbox of a tenant.</summary>
    Inbox = 'i',

    /// <summary>Orders wait for a controller.</summary>
    Orders = 'o',

    /// <summary>Connection or supply state of a tenant's depots changed.</summary>
    Connections = 'c',

    /// <summary>
    /// A controller's check-in told of other doors than the one before, or after more events; heard on its own node
    /// alone.
    /// </summary>
    Doors = 'd',

    /// <summary>A controller was revoked or given new keys: forget what is cached.</summary>
    Controller = 'k',

    /// <summary>A tenant committed audit entries.</summary>
    Tenant = 't',

    /// <summary>A tenant was left dirty: its outbox wants relaying.</summary>
    Outbox = 'x',

    /// <summary>Sessions of a tenant's users ended.</summary>
    Sessions = 's',
}

/// <summary>
/// Wake-ups between slices and nodes. Listeners in this process are called at once; other nodes hear of it by one
/// NOTIFY on the fleet database, coalesced, at most 20 a second and never inside anyone's transaction. A wake-up may
/// be lost: whoever waits also looks by itself once a second.
/// </summary>
public sealed class FleetSignals(FleetDatabase fleet, TimeProvider time, ILogger<FleetSignals> log) : BackgroundService
{
    /// <summary>The key that stands for "all of them", when there were too many to name.</summary>
    public const long Any = -1;

    private const string Channel = "fachwerk";
    private const int PayloadMax = 7_500; // PostgreSQL allows 7,999 bytes.
    private const int PendingMax = 1_000;
    private static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<(FleetSignal Signal, long Key)> _pending = [];
    private readonly string _node = Guid.NewGuid().ToString("N")[..8];
    private readonly SemaphoreSlim _work = new(0, 1);
    private Action<FleetSignal, long>[] _listeners = [];

    public void InboxArrived(int tenant) => Publish(FleetSignal.Inbox, tenant);

    public void OrdersWaiting(long controller) => Publish(FleetSignal.Orders, controller);

    public void ConnectionsChanged(int tenant) => Publish(FleetSignal.Connections, tenant);

    public void DoorsTold(long controller) => CallListeners(FleetSignal.Doors, controller);

    public void ControllerChanged(long controller) => Publish(FleetSignal.Controller, controller);

    public void TenantChanged(int tenant) => Publish(FleetSignal.Tenant, tenant);

    public void OutboxWaiting(int tenant) => Publish(FleetSignal.Outbox, tenant);

    public void SessionsEnded(int tenant) => Publish(FleetSignal.Sessions, tenant);

    /// <summary>Calls back on every signal, from this and other nodes, until disposed. Must return at once.</summary>
    /// <param name="listener">Gets the signal and its key, <see cref="Any"/> for all keys.</param>
    public IDisposable Subscribe(Action<FleetSignal, long> listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
        return new Subscription(this, listener);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Loops.RunAsync([SendAsync(stoppingToken), ListenAsync(stoppingToken)], stoppingToken);

    private void Publish(FleetSignal signal, long key)
    {
        CallListeners(signal, key);
        lock (_gate)
        {
            if (_pending.Count < PendingMax)
                _pending.Add((signal, key));
            else
                _pending.Add((signal, Any));
            if (_work.CurrentCount == 0)
                _work.Release();
        }
    }

    private void CallListeners(FleetSignal signal, long key)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            try
            {
                listener(signal, key);
            }
            // A listener's fault is not that of who tells, whose work is done, nor of the other listeners.
            catch (Exception cause)
            {
                FleetLog.Strange(log, cause);
            }
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await _work.WaitAsync(ct);
                await using var command = fleet.Source.CreateCommand("select pg_notify($1, $2)");
                command.With(Channel);
                command.With(TakePayload());
                await command.ExecuteNonQueryAsync(ct);
                // The first goes at once; what comes within the pause goes together.
                await Task.Delay(SendInterval, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException cause)
            {
                FleetLog.SignalNotSent(log, cause.SqlState);
            }
            catch (Exception cause)
            {
                FleetLog.Strange(log, cause);
            }
        }
    }

    private string TakePayload()
    {
        var text = new StringBuilder(_node);
        lock (_gate)
        {
            foreach (var (signal, key) in _pending)
                text.Append(CultureInfo.InvariantCulture, $",{(char)signal}{key}");
            if (text.Length > PayloadMax)
            {
                text.Clear().Append(_node);
                foreach (var signal in _pending.Select(pending => pending.Signal).Distinct())
                    text.Append(CultureInfo.InvariantCulture, $",{(char)signal}{Any}");
            }

            _pending.Clear();
        }

        return text.ToString();
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var text = fleet.Server.ConnectionStringOf(fleet.Name);
                text.Pooling = false;
                text.KeepAlive = 10;
                using var here = CancellationTokenSource.CreateLinkedTokenSource(ct, fleet.Server.Primary.UntilMoved);
                await using var connection = new NpgsqlConnection(text.ConnectionString);
                await connection.OpenAsync(ct);
                connection.Notification += (_, notification) => Receive(notification.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(ct);
                while (true)
                    await connection.WaitAsync(here.Token);
            }
            catch (OperationCanceledException)
            {
                // Another server is the primary now: listen there.
                if (ct.IsCancellationRequested)
                    return;
            }
            catch (NpgsqlException cause)
            {
                FleetLog.NotListening(log, cause.SqlState);
                await Task.Delay(ReconnectPause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception cause)
            {
                FleetLog.Strange(log, cause);
                await Task.Delay(ReconnectPause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Receive(string payload)
    {
        var parts = payload.Split(',');
        if (parts[0] == _node)
            return;
        foreach (var part in parts.Skip(1))
        {
            if (part.Length > 1 && Enum.IsDefined((FleetSignal)part[0]) &&
                long.TryParse(part.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key))
                CallListeners((FleetSignal)part[0], key);
        }
    }

    private sealed class Subscription(FleetSignals signals, Action<FleetSignal, long> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (signals._gate)
                signals._listeners = [.. signals._listeners.Where(other => other != listener)];
        }
    }
}
