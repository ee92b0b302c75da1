using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>A depot that knows who it is: keypad, doors and link at work.</summary>
internal sealed class Depot
{
    private const int RestartAfterMs = 1000;

    private readonly IBoard board;
    private readonly DepotParts parts;
    private readonly KeypadDesk keypad;
    private readonly Uplink uplink;
    private readonly OrderDesk orders;
    private readonly PartWatch partWatch;
    private readonly UsesSweep usesSweep;
    private long restartMs = long.MaxValue;

    public Depot(IBoard board, DepotParts parts, DepotIdentity identity, uint appVersion)
    {
        this.board = board;
        this.parts = parts;
        IHmacSha256 hmac = board.Crypto.Hmac;
        byte[] tableKey = CodeKeys.DeriveTableKey(hmac, identity.CodeSecret, identity.Controller);
        keypad = new KeypadDesk(
            new KeypadScanner(board.Pins), new CodeEntry(), new CodeTable(parts.Table, hmac, tableKey), parts.Uses,
            parts.Lockout, parts.Journal, parts.Opener, parts.Reopenings, parts.Panel, parts.Settings);
        orders = new OrderDesk(parts);
        Jitter jitter = new Jitter(hmac, hmac.Compute(parts.Session.Secret, JitterLabel), parts.Boot.BootCount);
        TableUpdate update = new TableUpdate(parts.Table, new TableDigest(hmac, tableKey));
        uplink = new Uplink(
            board.Socket, parts, new SecureChannel(parts.Session, board.Crypto, identity.Controller),
            new StatusReport(parts, appVersion), new TableDownload(parts, update), orders, jitter, identity.Gateways);
        partWatch = new PartWatch(board.Pins, parts);
        usesSweep = new UsesSweep(parts.Uses, parts.Table);
    }

    // ASCII "fachwerk jitter".
    private static readonly byte[] JitterLabel =
    {
        0x66, 0x61, 0x63, 0x68, 0x77, 0x65, 0x72, 0x6B, 0x20, 0x6A, 0x69, 0x74, 0x74, 0x65, 0x72
    };

    /// <summary>Keypad first, then doors, then the link.</summary>
    public int Tick(long nowMs)
    {
        TakeSettings();
        keypad.Tick(nowMs);
        parts.Opener.Tick(nowMs);
        parts.Bank.Tick(nowMs);
        parts.Doors.Tick(nowMs);
        partWatch.Tick(nowMs);
        uplink.Tick(nowMs);
        usesSweep.Tick();
        TakeOrders(nowMs);
        ShowState();
        int waitMs = Least(keypad.WaitMs(nowMs), parts.Opener.WaitMs(nowMs));
        waitMs = Least(waitMs, parts.Doors.WaitMs(nowMs));
        waitMs = Least(waitMs, partWatch.WaitMs());
        return Least(waitMs, uplink.WaitMs(nowMs));
    }

    private void TakeOrders(long nowMs)
    {
        if (orders.WantsLift)
        {
            orders.WantsLift = false;
            keypad.LiftLockout();
        }
        if (orders.WantsRestart && restartMs == long.MaxValue)
        {
            restartMs = nowMs + RestartAfterMs;
        }
        if (nowMs >= restartMs && parts.Opener.IsIdle)
        {
            board.Restart();
        }
    }

    private void TakeSettings()
    {
        parts.Opener.PulseMs = parts.Settings.PulseMs;
        parts.Doors.HintAfterMs = parts.Settings.HintAfterMs;
        parts.Doors.AlarmAfterMs = parts.Settings.AlarmAfterMs;
        keypad.EntryTimeoutMs = parts.Settings.EntryTimeoutMs;
    }

    private void ShowState()
    {
        Display.PanelState state = parts.Panel.State;
        state.OpenDoor = parts.Doors.NewestOpen;
        state.LeftOpen = parts.Doors.LeftOpen;
        state.IsAlarming = parts.Doors.IsAlarming;
        state.HasStorageFault = parts.HasStorageFault;
        state.IsOffline = uplink.IsOffline;
        state.IsClockUnknown = !parts.Clock.IsTrusted;
        state.HotlineCount = parts.Settings.HotlineCount;
        System.Array.Copy(parts.Settings.Hotline, 0, state.Hotline, 0, state.HotlineCount);
    }

    private static int Least(int left, int right) => left < right ? left : right;
}
