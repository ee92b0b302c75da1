using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>Wrong entries on the whole controller.</summary>
public class LockoutAtKeypadTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig;

    public LockoutAtKeypadTests()
        : this(ethernet: false)
    {
    }

    protected LockoutAtKeypadTests(bool ethernet)
    {
        _rig = new DepotRig(ethernet: ethernet);
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.Hotline, "0800 123456"u8.ToArray())));
        _rig.PowerUp();
    }

    public void Dispose()
    {
        _rig.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Row_keypad_locked_after_four_wrong_codes_and_neither_keys_nor_power_loss_ease_it()
    {
        for (int i = 0; i < 4; i++)
            _rig.Type("11111111#");
        string[] locked = [.. Enumerable.Range(0, 4).Select(_rig.Line)];
        _rig.Run(100_000);
        _rig.Reboot();
        _rig.Type(Digits + "#");
        bool isOpenedWhileLocked = _rig.IsOpen(7);
        _rig.Run(150_000);
        _rig.Type(Digits + "#");
        bool isOpenedTooSoon = _rig.IsOpen(7);
        _rig.Run(70_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Equal(["Tastatur gesperrt,", "noch 5 min", "Hilfe:", "0800 123456"], locked);
        Assert.False(isOpenedWhileLocked);
        Assert.False(isOpenedTooSoon);
        Assert.True(_rig.IsOpen(7));
        Assert.Single(_rig.Kinds(), EventKind.KeypadLocked);
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void An_order_lifts_the_lockout()
    {
        for (int i = 0; i < 4; i++)
            _rig.Type("11111111#");
        _rig.Gateway.SendOrder(1, OrderKind.LiftLockout, 0, _rig.NowUnix + 30);
        _rig.Run(500);

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Entries_of_no_code_length_are_wrong_and_do_not_count()
    {
        for (int i = 0; i < 6; i++)
            _rig.Type("1234#");
        string shown = _rig.Line(0);

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Equal("Code falsch", shown);
        Assert.True(_rig.IsOpen(7));
        Assert.All(_rig.Journal().Where(e => e.Kind == EventKind.CodeWrong), e => Assert.Equal(4, e.Details[0]));
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Ten_thousand_keys_a_minute_change_nothing_for_the_code_after_them()
    {
        for (int i = 0; i < 10_000; i++)
        {
            char key = "123456789*0#"[i * 7 % 12];
            _rig.Depot.Board.Keypad.Press(key);
            _rig.Run(i % 3 == 0 ? 10 : 0);
            _rig.Depot.Board.Keypad.Release(key);
        }

        _rig.Run(11_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
    }
}
