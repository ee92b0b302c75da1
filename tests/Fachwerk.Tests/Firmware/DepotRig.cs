using System.Globalization;
using System.Text;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>A whole controller on a virtual board, with a gateway at the other end and a pair of hands.</summary>
internal sealed class DepotRig : IDisposable
{
    public const uint Controller = 1001;

    public static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    private readonly SoftwareHmacSha256 _hmac = new();

    /// <param name="ethernet">True for the Ethernet board, whose keypad is on an expander.</param>
    public DepotRig(int compartments = 16, bool ethernet = false)
    {
        Identity = new DepotIdentity(
            Controller, [.. Enumerable.Range(1, 16).Select(i => (byte)i)],
            [.. Enumerable.Range(101, 16).Select(i => (byte)i)], 0, "one:5683,two:5683", compartments);
        Gateway = new TestGateway(Identity);
        Depot = new SimulatedDepot(Identity, BoardMemory.InProcess(), Gateway);
        if (ethernet)
            Depot.Board.AddPanelExpander();
        Depot.Provision();
        Depot.Board.RealTimeClock.RunFrom(Noon);
    }

    public DepotIdentity Identity { get; }

    public TestGateway Gateway { get; }

    public SimulatedDepot Depot { get; }

    public long NowMs { get; private set; }

    /// <summary>What a table body says the backend knows of the depot.</summary>
    public uint AsOfEvent { get; set; }

    public uint NowUnix => (uint)new DateTimeOffset(Depot.Board.RealTimeClock.Now).ToUnixTimeSeconds();

    /// <summary>The true time, which the chip is started with.</summary>
    public long TrueUnix => new DateTimeOffset(Noon).ToUnixTimeSeconds() + NowMs / 1000;

    public static CodeRecord Code(uint id, int compartment, int uses = 0) => new()
    {
        CodeId = id, Compartment = compartment, Uses = uses, NotBefore = 0, NotAfter = uint.MaxValue
    };

    public static byte[] Compartment(
        int number, CompartmentSize size, CompartmentPool pool = CompartmentPool.Depot, int features = 0)
    {
        byte[] record = new byte[CompartmentRecord.Length];
        new CompartmentRecord { Number = number, Size = size, Pool = pool, Features = features }.Write(record, 0);
        return record;
    }

    public static byte[] Setting(SettingKey key, params byte[] value) => [(byte)key, .. value];

    public byte[] Record(string digits, CodeRecord code)
    {
        byte[] key = CodeKeys.DeriveTableKey(_hmac, Identity.CodeSecret, Controller);
        code.Tag = TableCode.Tag(_hmac, key, Encoding.ASCII.GetBytes(digits));
        byte[] bytes = new byte[CodeRecord.Length];
        code.Write(bytes, 0);
        return bytes;
    }

    /// <summary>The digits of an offline code of this depot.</summary>
    public string Offline(int codeClass, uint start, int compartment, int serial = 0)
    {
        using SoftwareCryptoChip crypto = new();
        byte[] key = CodeKeys.DeriveOfflineKey(_hmac, Identity.CodeSecret, Controller);
        byte[] digits = new byte[OfflineCode.Digits];
        OfflineCode code = new() { Class = codeClass, Start = start, Compartment = compartment, Serial = serial };
        new OfflineCodeCipher(crypto.Aes, key, Controller).Write(code, digits, 0);
        return Encoding.ASCII.GetString(digits);
    }

    /// <summary>A table body as the gateway sends it, from version 0.</summary>
    public byte[] TableBody(uint version, params (RecordKind Kind, byte[] Bytes)[] records) =>
        TableBody(0, 0, version, records);

    /// <summary>A table body that puts records on top of a version with a known digest.</summary>
    public byte[] TableBody(uint from, ulong digest, uint to, params (RecordKind Kind, byte[] Bytes)[] records)
    {
        byte[] buffer = new byte[64 * 1024];
        TableWriter writer = new();
        writer.Begin(from, to, AsOfEvent, records.Length, buffer, 0, buffer.Length);
        TableDigest sum = new(_hmac, CodeKeys.DeriveTableKey(_hmac, Identity.CodeSecret, Controller));
        foreach ((RecordKind kind, byte[] bytes) in records)
        {
            writer.Add(TableOperation.Put, kind, bytes, 0, bytes.Length);
            digest += sum.Of(kind, bytes, 0, bytes.Length);
        }

        return buffer[..writer.End(digest)];
    }

    /// <summary>Puts a table in force while the board is off.</summary>
    public void Load(params (RecordKind Kind, byte[] Bytes)[] records)
    {
        TableLoader loader = new(Depot, Identity);
        foreach ((RecordKind kind, byte[] bytes) in records)
            loader.Add(kind, bytes);
        loader.Apply(1);
        Gateway.TableVersion = 1;
    }

    public void LoadCode(string digits, CodeRecord code) => Load((RecordKind.Code, Record(digits, code)));

    public void PowerUp(int settleMs = 2000)
    {
        Depot.SetPower(true);
        Run(settleMs);
    }

    public void Reboot()
    {
        Depot.SetPower(false);
        Run(100);
        PowerUp();
    }

    public void Run(long milliseconds) => Run(milliseconds, 10);

    /// <summary>Lets time pass.</summary>
    /// <returns>How long the longest tick took.</returns>
    public long LongestTickMs(int milliseconds)
    {
        long longest = 0;
        long began = 0;
        void Begin() => began = Depot.Board.Clock.NowMs;
        void End() => longest = Math.Max(longest, Depot.Board.Clock.NowMs - began);
        Depot.Ticking += Begin;
        Depot.Ticked += End;
        Run(milliseconds);
        Depot.Ticking -= Begin;
        Depot.Ticked -= End;
        return longest;
    }

    /// <summary>Lets hours pass, with a look at the inputs every quarter of a second.</summary>
    public void Pass(int minutes) => Run(minutes * 60_000L, 250);

    public void Type(string keys)
    {
        Assert.True(Depot.TryType(keys, 60, 60, out int typedInMs));
        Run(typedInMs + 100);
    }

    public void Push(int compartment)
    {
        Depot.Touch(compartment, DoorAction.Push);
        Run(200);
    }

    public string Line(int row) => DepotSnapshot.Of(Depot, "").Display.Lines[row].TrimEnd();

    public bool IsOpen(int compartment) => Depot.Board.Doors[compartment - 1].IsOpen;

    /// <summary>Opens a compartment as a code does that uses nothing up.</summary>
    public bool TryOpen(int compartment) => Depot.Firmware!.Parts.Opener.TryOpen(
        new Opening().FillForCode(EventKind.CodeAccepted, compartment, 0, 0, 0, isLimited: false), NoCost.Instance);

    public int Pulses(int compartment) => Depot.Board.Solenoids[compartment - 1].Pulses;

    /// <summary>The journal as it stands in FRAM, whatever the controller does.</summary>
    public List<SeenEvent> Journal()
    {
        Journal journal = new(new Fram(Depot.Bench, Fram.FirstAddress));
        Assert.Equal(LoadResult.Loaded, journal.Load());
        List<SeenEvent> events = [];
        JournalEntry entry = new();
        for (uint number = journal.OldestHeld; number <= journal.LastNumber; number++)
        {
            Assert.True(journal.TryRead(number, entry), number.ToString(CultureInfo.InvariantCulture));
            events.Add(new SeenEvent(
                number, entry.Kind, entry.Compartment, entry.Time, [entry.Detail1, entry.Detail2]));
        }

        return events;
    }

    public List<EventKind> Kinds() => [.. Journal().Select(e => e.Kind)];

    public void Dispose()
    {
        Depot.Dispose();
        Gateway.Dispose();
    }

    private void Run(long milliseconds, int stepMs)
    {
        long end = NowMs + milliseconds;
        while (NowMs < end)
        {
            NowMs += stepMs;
            Gateway.NowMs = NowMs;
            Depot.WakeController();
            Depot.RunUntil(NowMs);
        }

        Assert.Null(Depot.Crash);
    }
}
