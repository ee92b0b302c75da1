using System.Text;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Tests.Simulator.Depots;

/// <summary>A depot on its own with a code for compartment 3 that opens as often as one likes.</summary>
internal sealed class TestDepot : IDisposable
{
    public const string Code = "47110815";
    public const int Compartment = 3;

    private static readonly DepotIdentity Identity = new(
        1001, [.. Enumerable.Repeat((byte)1, 16)], [.. Enumerable.Repeat((byte)2, 16)], 0, "127.0.0.1:9", 16);

    public TestDepot(BoardMemory? memory = null)
    {
        Depot = new SimulatedDepot(Identity, memory ?? BoardMemory.InProcess(), new NoNetwork());
        Depot.Provision();
        TableLoader loader = new(Depot, Identity);
        if (loader.Version > 0)
            return;
        loader.Add(RecordKind.Compartment, CompartmentBytes());
        loader.Add(RecordKind.Code, CodeBytes(loader.TableKey));
        loader.Apply(version: 1);
    }

    public SimulatedDepot Depot { get; }

    public long NowMs { get; private set; }

    public DepotSnapshot Snapshot => DepotSnapshot.Of(Depot, "Test");

    public void Run(int ms)
    {
        NowMs += ms;
        Depot.RunUntil(NowMs);
    }

    public void Start()
    {
        Depot.SetPower(true);
        Run(3_000);
    }

    public void TypeCode()
    {
        Depot.TryType(Code + "#", pressMs: 60, gapMs: 60, out int typedInMs);
        Run(typedInMs + 1_500);
    }

    public void Dispose() => Depot.Dispose();

    private static byte[] CompartmentBytes()
    {
        byte[] bytes = new byte[CompartmentRecord.Length];
        new CompartmentRecord
        {
            Number = Compartment, Size = CompartmentSize.Small, Pool = CompartmentPool.Backend
        }.Write(bytes, 0);
        return bytes;
    }

    private static byte[] CodeBytes(byte[] tableKey)
    {
        byte[] bytes = new byte[CodeRecord.Length];
        new CodeRecord
        {
            Tag = TableCode.Tag(new SoftwareHmacSha256(), tableKey, Encoding.ASCII.GetBytes(Code)),
            NotAfter = uint.MaxValue, Compartment = Compartment, Flags = CodeFlags.UntilRevoked, CodeId = 1
        }.Write(bytes, 0);
        return bytes;
    }
}
