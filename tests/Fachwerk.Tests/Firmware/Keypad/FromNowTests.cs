using System.Buffers.Binary;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>A code from now on, as the backend writes it, at a depot whose clock is another.</summary>
[Trait("Promise", "D-11")]
[Trait("Promise", "H-04")]
public sealed class FromNowTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    // Until the code is typed the clock goes on by less than 4 s.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(300, 0)]
    [InlineData(300, -60)]
    public void Opens_at_once_also_where_the_clock_is_behind(int secondsBehind, int fromSeconds)
    {
        DateTimeOffset now = new(DepotRig.Noon);
        _rig.Load((RecordKind.Code, Issued(now, now.AddSeconds(fromSeconds), now.AddHours(1))));
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddSeconds(-secondsBehind - 4));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    public void Still_ends_with_its_time()
    {
        DateTimeOffset now = new(DepotRig.Noon);
        _rig.Load((RecordKind.Code, Issued(now.AddHours(-2), now.AddHours(-2), now)));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
    }

    [Fact]
    public void A_code_from_later_on_waits_for_its_time()
    {
        DateTimeOffset now = new(DepotRig.Noon);
        _rig.Load((RecordKind.Code, Issued(now, now.AddMinutes(1), now.AddHours(1))));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
    }

    private byte[] Issued(DateTimeOffset at, DateTimeOffset from, DateTimeOffset until)
    {
        byte[] tag = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(
            tag, BinaryPrimitives.ReadUInt64BigEndian(_rig.Record(Digits, DepotRig.Code(9, 7))));
        AccessCode code = new()
        {
            Id = new CodeId(Guid.NewGuid()), Number = 9, Depot = new DepotId(Guid.NewGuid()),
            Controller = DepotRig.Controller, Compartment = 7, Tag = tag, ValidFrom = from, ValidUntil = until,
            Uses = 0, IssuedBy = Guid.NewGuid(), IssuedAt = at
        };
        return CodeTable.Put(code, []).Operations.Single().Record!;
    }
}
