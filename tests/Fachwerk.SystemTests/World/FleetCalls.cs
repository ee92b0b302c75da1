using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.World.Running;

namespace Fachwerk.SystemTests.World;

/// <summary>Calls of a store as gateway, operator and backend make them, in an order that a seed chooses.</summary>
internal sealed class FleetCalls(
    EnrolledIdentity identity, FakeController controller, WorldRandom random, TimeProvider time)
{
    private static readonly string[] Nodes = ["one", "two"];

    private readonly TelegramBatch _batch = new(null, new EventCeilings(new EventLimits(), time));
    private uint _event;
    private int _epoch;
    private long _order;
    private uint _version;
    private uint _code;
    private int _generation;
    private bool _hasImage;

    public FleetCall Next()
    {
        var node = random.Of(Nodes);
        var order = (uint)Math.Max(0, _order - random.Between(0, 3));
        switch (random.Between(0, 17))
        {
            case <= 2:
                return Commit("check-in", node, controller.CheckIn(c =>
                {
                    c.Flags = random.Between(0, 3);
                    c.TableVersion = _version;
                    c.LastEvent = _event;
                }));
            case <= 4:
                return Commit("events", node, Events());
            case 5:
                return Commit("table", node, controller.ReadTable(_version));
            case 6:
                _order++;
                var kind = random.Of([OrderKind.Open, OrderKind.Open, OrderKind.Identify, OrderKind.Refresh]);
                return new FleetCall("queue", s => s.QueueAsync(kind, 7, TimeSpan.FromSeconds(100)));
            case <= 8:
                var above = random.Chance(0.5) ? 0 : order;
                return new FleetCall("send", s => s.SendNextAsync(node, above));
            case <= 10:
                var outcome = random.Of([1, 2, 4, 5, 5]);
                return new FleetCall("answer", s => s.AnswerAsync(order, outcome, 12));
            case 11:
                return new FleetCall("cancel", s => s.CancelAsync(order));
            case 12:
                // No sum of these comes near a deadline, for the database has its own clock.
                return new FleetCall("expire", async s =>
                {
                    await s.AgeAsync(TimeSpan.FromSeconds(37));
                    return await s.ExpireAsync();
                });
            case 13:
                return Apply();
            case 14:
                var since = (uint)Math.Max(0, _version + 1L - random.Between(0, 8));
                return new FleetCall("read table", s => s.ReadTableAsync(since));
            case 15:
                return random.Between(0, 9) switch
                {
                    0 => TakeImage(),
                    <= 2 => GoBack(),
                    3 => UseUp(),
                    _ => Commit("proof", node, controller.CheckIn()),
                };
            case 16:
                var othersMax = random.Between(0, 1);
                return new FleetCall("lose path", s => s.LosePathAsync(othersMax));
            default:
                return Step(node);
        }
    }

    // The controller's side goes on, stays or goes back; the gate's floor is out of the way on purpose.
    private FleetCall Commit(string name, string node, byte[] datagram)
    {
        if (random.Chance(0.2))
            controller.Sequence = Math.Max(0, controller.Sequence - random.Between(1, 3));
        var telegram = new Telegram { Count = datagram.Length };
        datagram.CopyTo(telegram.Buffer, 0);
        telegram.Source.Size = 28;
        var sessions = new SessionTable();
        sessions.Put(new ControllerSession((uint)identity.Controller, identity.TransportSecret, 0, 0, -1));
        var isHeld = random.Chance(0.2);
        var refused = new TelegramGate(sessions, new FrameworkAead()).Check(telegram);
        if (refused is not null)
            throw new InvalidOperationException($"The datagram is {refused}.");
        // What was drawn with a generation is 0 here.
        var echo = (random.Chance(0.5) ? _generation : (long)random.Between(-1, _generation)) << 32;
        var asked = AskedIntervals.Of(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(random.Of([60, 60, 150])));
        return new FleetCall(name, async store =>
        {
            _batch.Clear();
            telegram.Session.Events = isHeld ? new EventAccount(int.MaxValue / 2, 0, 0, 0) : default;
            _batch.Add(telegram);
            _batch.Echo[0] = echo;
            _batch.Asked = asked;
            return await store.CommitAsync(_batch, node);
        });
    }

    private FleetCall GoBack()
    {
        _generation++;
        _order = (long)_generation << 24;
        _version = (uint)_order;
        var isRestored = _hasImage && random.Chance(0.5);
        return new FleetCall(isRestored ? "go back" : "raise generation", async store =>
        {
            await (isRestored ? store.GoBackAsync() : store.RaiseGenerationAsync());
            return "";
        });
    }

    // To about half of the numbers, or to about the last.
    private FleetCall UseUp()
    {
        var numbers = random.Of([1L << 23, 1L << 24]) - random.Between(1, 4);
        return new FleetCall("use up numbers", async store =>
        {
            await store.UseUpAsync(numbers);
            return "";
        });
    }

    private FleetCall TakeImage()
    {
        _hasImage = true;
        return new FleetCall("take image", async store =>
        {
            await store.TakeImageAsync();
            return "";
        });
    }

    private byte[] Events()
    {
        var first = (uint)Math.Max(1, _event + random.Between(-1, 2));
        var count = random.Between(1, 4);
        var isGap = random.Chance(0.2);
        var events = Enumerable.Range(0, count).Select(i => new JournalEvent
        {
            Number = first + (uint)i, Kind = (int)(isGap && i == 0 ? EventKind.Gap : EventKind.DoorOpened),
            Compartment = i, Time = 1_790_000_000, DetailCount = isGap && i == 0 ? 1 : 0,
        }).ToArray();
        // As many as are missing, or too few.
        events[0].Details[0] = random.Between(0, 3);
        // What the database takes it says itself; here it is enough to stay near.
        _event = first + (uint)count - 1;
        return controller.Events(first, events);
    }

    private FleetCall Apply()
    {
        _version++;
        _order++;
        var id = random.Chance(0.6) ? ++_code : (uint)random.Between(1, (int)Math.Max(1, _code));
        var bytes = new byte[CodeRecord.Length];
        new CodeRecord { CodeId = id, Compartment = 7, Tag = random.Next() }.Write(bytes, 0);
        TableChange[] changes =
        [
            new(RecordKind.Code, bytes[CodeRecord.KeyOffset..], random.Chance(0.3) ? null : bytes),
            new(RecordKind.Setting, [3], [3, (byte)random.Between(0, 255)]),
        ];
        long asOf = _event;
        return new FleetCall("apply", s => s.ApplyAsync(changes, asOf));
    }

    private FleetCall Step(string node)
    {
        if (_epoch == ControllerSession.EpochsAheadMax)
            return new FleetCall("expire", s => s.ExpireAsync());
        controller.StepTo(++_epoch);
        return Commit("step", node, controller.CheckIn());
    }
}

/// <param name="Invoke">Makes the call; what it did as text.</param>
internal sealed record FleetCall(string Name, Func<IFleetStore, Task<string>> Invoke);
