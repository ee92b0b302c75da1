using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Codes;
using Xunit;
using Outside = Iot.Device.Rtc.Ds3231;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>What a depot makes of a clock that another program has set (DECISIONS.md, 94).</summary>
[Trait("Promise", "D-11")]
public sealed class ForeignClockTests : IDisposable
{
    private const string Digits = "47110815";
    private const int Compartment = 7;

    private readonly DepotRig _rig = new();
    private readonly BoardI2cBus _bus;
    private readonly Outside _theirs;

    public ForeignClockTests()
    {
        _bus = new BoardI2cBus(_rig.Depot.Board.MainI2c, _rig.Depot.Board.Clock);
        _theirs = new Outside(_bus.CreateDevice(Ds3231.Address));
        CodeRecord code = DepotRig.Code(9, Compartment);
        code.NotBefore = (uint)(_rig.TrueUnix - 3_600);
        code.NotAfter = (uint)(_rig.TrueUnix + 86_400);
        _rig.LoadCode(Digits, code);
        _rig.Gateway.Clocks = _ => null;
    }

    public void Dispose()
    {
        _theirs.Dispose();
        _bus.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public void One_that_runs_is_believed_whatever_its_century_bit()
    {
        _theirs.RtcDateTime = DateTime.SpecifyKind(DepotRig.Noon, DateTimeKind.Unspecified);

        _rig.PowerUp(5_000);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.InRange((long)_rig.Depot.Firmware!.Parts.Clock.UnixSeconds, _rig.TrueUnix - 3, _rig.TrueUnix + 3);
        Assert.True(_rig.IsOpen(Compartment));
    }

    [Fact]
    public void One_whose_oscillator_flag_was_left_is_not_until_a_gateway_has_told_the_time()
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _theirs.RtcDateTime = DateTime.SpecifyKind(DepotRig.Noon, DateTimeKind.Unspecified);
        _rig.PowerUp(5_000);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        bool isTrusted = _rig.Depot.Firmware!.Parts.Clock.IsTrusted;
        bool isOpen = _rig.IsOpen(Compartment);
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;

        _rig.Pass(10);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.False(isTrusted);
        Assert.False(isOpen);
        Assert.True(_rig.Depot.Firmware!.Parts.Clock.IsTrusted);
        Assert.False(_rig.Depot.Board.RealTimeClock.OscillatorStopped);
        Assert.True(_rig.IsOpen(Compartment));
    }
}
