using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Store;

namespace Fachwerk.SystemTests.World;

/// <summary>The store of the worlds.</summary>
internal sealed class MemoryStore : IFleetStore
{
    private readonly EnrolledIdentity _identity;
    private readonly MemoryFleet _fleet;
    private FleetImage? _image;
    private long _nowMs;

    public MemoryStore(EnrolledIdentity identity, TimeProvider time)
    {
        _identity = identity;
        _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        _fleet = new MemoryFleet(() => _nowMs);
        _fleet.Enrol(identity.Controller);
    }

    public Task<string> CommitAsync(TelegramBatch batch, string node)
    {
        var accepted = new List<AcceptedTelegram>();
        _fleet.Commit(batch, node, accepted);
        return Task.FromResult(accepted.Count > 0
            ? FleetStoreTests.TextOf(accepted)
            : $"{_fleet.AskEcho(_identity.Controller, batch.Epoch[0], batch.PartialIv[0])}");
    }

    public Task RaiseGenerationAsync()
    {
        _fleet.RaiseGeneration();
        return Task.CompletedTask;
    }

    public Task TakeImageAsync()
    {
        _image = _fleet.TakeImage();
        return Task.CompletedTask;
    }

    public Task GoBackAsync()
    {
        _fleet.GoBack(_image!);
        return Task.CompletedTask;
    }

    public Task<string> SendNextAsync(string node, uint above) =>
        Task.FromResult(FleetStoreTests.TextOf(_fleet.SendNext(_identity.Controller, node, above)));

    public Task UseUpAsync(long numbers)
    {
        var row = _fleet.RowOf(_identity.Controller);
        row.OrderSequence = ((long)row.Generation << 24) + numbers;
        row.OrderEpoch = row.Epoch;
        return Task.CompletedTask;
    }

    public Task<string> AnswerAsync(uint orderId, int outcome, uint entry) =>
        Task.FromResult($"{_fleet.Answer(_identity.Controller, orderId, outcome, entry)}");

    public Task<string> LosePathAsync(int othersMax) =>
        Task.FromResult($"{_fleet.LosePath(_identity.Controller, othersMax)}");

    public Task<string> QueueAsync(OrderKind kind, int compartment, TimeSpan deadline) => Task.FromResult(
        $"{_fleet.Queue(_identity.Controller, kind, compartment, (long)deadline.TotalMilliseconds).OrderId}");

    public Task<string> CancelAsync(long orderId) =>
        Task.FromResult($"{_fleet.Cancel(_identity.Controller, orderId)}");

    public Task AgeAsync(TimeSpan time)
    {
        _nowMs += (long)time.TotalMilliseconds;
        return Task.CompletedTask;
    }

    public Task<string> ExpireAsync()
    {
        _fleet.Expire();
        return Task.FromResult($"{_fleet.RowOf(_identity.Controller).OrdersOpen}");
    }

    public Task<string> ApplyAsync(IReadOnlyList<TableChange> changes, long asOfEvent)
    {
        var key = CodeKeys.DeriveTableKey(
            FrameworkHmac.Instance, _identity.CodeSecret, (uint)_identity.Controller);
        var marks = new TableDigest(FrameworkHmac.Instance, key);
        return Task.FromResult($"{_fleet.Apply(_identity.Controller, changes, marks, asOfEvent)}");
    }

    public Task<string> ReadTableAsync(uint since) =>
        Task.FromResult(FleetStoreTests.TextOf(_fleet.ReadTable(_identity.Controller, since)));

    public Task RevokeAsync()
    {
        _fleet.RowOf(_identity.Controller).Active = false;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> InboxAsync() => Task.FromResult<IReadOnlyList<string>>(
        [.. _fleet.Inbox.Select(row =>
            $"{row.Source} {row.Number} {row.Kind} {row.Compartment} {Convert.ToHexString(row.Detail)}")]);
}
