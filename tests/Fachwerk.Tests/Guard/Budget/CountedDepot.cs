using Fachwerk.Firmware;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Firmware;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>The largest depot on a counted board: 64 compartments, 1,000 codes, every one of them counted.</summary>
internal sealed class CountedDepot : IDisposable
{
    public const int Compartments = 64;
    public const int Codes = 1000;
    public const int TickMs = 10;
    public const int DepositId = Codes - 2;
    public const int MenuId = Codes - 3;

    private readonly Dictionary<string, (long, string)> _spent;
    private readonly CountedBoard _board;
    private long _nowMs;

    /// <param name="ethernet">True for the Ethernet board.</param>
    /// <param name="spent">Takes the dearest of what is noted under each name.</param>
    public CountedDepot(Dictionary<string, (long, string)> spent, bool ethernet)
    {
        _spent = spent;
        Rig = new DepotRig(Compartments, ethernet);
        _board = new CountedBoard(Rig.Depot.Board);
        Rig.Load([
            .. Enumerable.Range(1, Codes).Select(Put),
            .. Enumerable.Range(1, Compartments).Select(number =>
                (RecordKind.Compartment, DepotRig.Compartment(number, (CompartmentSize)(1 + number % 3)))),
            (RecordKind.Setting, [(byte)SettingKey.Hotline, .. "0123456789"u8])
        ]);
        UsesStore uses = new(new Fram(Rig.Depot.Bench, Fram.FirstAddress));
        uses.TryLoad();
        for (uint id = 1; id < Codes; id++)
            uses.TryCount(id);
        Journal journal = new(new Fram(Rig.Depot.Bench, Fram.FirstAddress));
        journal.Load();
        for (int i = 0; i < 100; i++)
            journal.TryAppend(EventKind.CodeWrong, 0, 8, 0);
        journal.TryAcknowledge(journal.LastNumber);
        Rig.Gateway.Acked = journal.LastNumber;
    }

    public DepotRig Rig { get; }

    public LockerController Controller { get; private set; } = null!;

    public long NowMs => _nowMs;

    public static string Digits(int id) => $"{id * 7919 % 100_000_000:D8}";

    public void Dispose() => Rig.Dispose();

    /// <summary>Notes what was spent since the meter began, if it is the dearest under this name so far.</summary>
    public void Note(string what, long spent)
    {
        if (!_spent.TryGetValue(what, out (long Most, string Where) known) || spent > known.Most)
            _spent[what] = (spent, IlMeter.Dearest(25));
    }

    /// <summary>Notes what several ticks spent together.</summary>
    public void Told(string what, long spent, string where) => _spent[what] = (spent, where);

    /// <summary>Switches the power on and builds the controller.</summary>
    public void PowerUp()
    {
        Rig.Depot.Board.PowerUp();
        IlMeter.Begin();
        Controller = new LockerController(_board, "0.1.0");
    }

    /// <summary>Starts it, unnoted, and lets it come to rest.</summary>
    public void Start()
    {
        PowerUp();
        while (!Controller.IsWorking || !Controller.Parts.Table.IsLevel)
            Tick();
    }

    /// <summary>One tick of a depot whose inputs are looked at every 10 ms.</summary>
    public long Tick()
    {
        _nowMs = Math.Max(_nowMs + TickMs, Rig.Depot.Board.Clock.NowMs);
        Rig.Depot.Board.Advance(_nowMs);
        Rig.Gateway.NowMs = _nowMs;
        IlMeter.Begin();
        Controller.Tick(_nowMs);
        return IlMeter.Spent;
    }

    /// <summary>Ticks for a while and notes each.</summary>
    public void Run(string what, int milliseconds, Action<int>? act = null)
    {
        for (int passed = 0; passed < milliseconds; passed += TickMs)
        {
            act?.Invoke(passed);
            Note(what, Tick());
        }
    }

    /// <summary>A finger on one key after the other, 60 ms down and 60 ms up.</summary>
    public void Type(string what, string keys)
    {
        foreach (char key in keys)
        {
            Rig.Depot.Board.Keypad.Press(key);
            Run(what, 60);
            Rig.Depot.Board.Keypad.Release(key);
            Run(what, 60);
        }
    }

    /// <summary>A run that does not bring about what it is for measures nothing.</summary>
    public void Happened(EventKind kind) =>
        Require(Rig.Kinds().Contains(kind) || Rig.Gateway.Events.Any(e => e.Kind == kind), kind.ToString());

    /// <inheritdoc cref="Happened(EventKind)"/>
    public static void Require(bool hasHappened, string what)
    {
        if (!hasHappened)
            throw new InvalidOperationException($"In this run it was to be seen: {what}.");
    }

    /// <summary>Leaves so many events in the journal of the board that is off: the longest that can be told.</summary>
    public void Leave(int events)
    {
        Journal journal = new(new Fram(Rig.Depot.Bench, Fram.FirstAddress));
        journal.Load();
        journal.Time = (uint)new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        for (int i = 0; i < events; i++)
            journal.TryAppend(EventKind.OfflineRefused, Compartments, journal.Time / 3600, OfflineDetails.Encode(
                OfflineCode.Classes * OfflineCode.Serials - 1, RefusalReason.Superseded));
    }

    /// <summary>A table answer that puts the first codes anew on top of the table in force.</summary>
    public byte[] DeltaBody(uint to, int codes)
    {
        (RecordKind, byte[])[] before = [.. Enumerable.Range(1, codes).Select(Put)];
        (RecordKind, byte[])[] after = [.. Enumerable.Range(1, codes).Select(id =>
            (RecordKind.Code, Rig.Record(Digits(id), DepotRig.Code((uint)id, 3))))];
        ulong digest = Controller.Parts.Table.Digest - DigestOf(before);
        return Rig.TableBody(to - 1, digest, to, after);
    }

    private (RecordKind, byte[]) Put(int id) => (RecordKind.Code, Rig.Record(Digits(id), Code(id)));

    // It ends a table's answer: a head of a byte, then these eight.
    private ulong DigestOf((RecordKind, byte[])[] records)
    {
        byte[] body = Rig.TableBody(1, records);
        return BigEndian.ReadUInt64(body, body.Length - 8);
    }

    private static CodeRecord Code(int id)
    {
        CodeRecord code = DepotRig.Code((uint)id, 1 + id % Compartments, uses: 200);
        if (id == DepositId)
        {
            code.Flags = CodeFlags.Deposit;
            code.Compartment = CodeRecord.AnyCompartment;
        }
        else if (id == MenuId)
        {
            code.Flags = CodeFlags.Maintenance;
            code.Compartment = CodeRecord.AnyCompartment;
        }

        return code;
    }
}
