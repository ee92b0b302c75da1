using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Names;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>A depot that knows who it is: keypad, doors and link at work.</summary>
internal sealed class Depot
{
    // Bounds how often a chip that comes and goes can restart the depot.
    private const int ReadTableAfterMs = 60000;

    private readonly DepotParts _parts;
    private readonly KeypadDesk _keypad;
    private readonly Uplink _uplink;
    private readonly PlannedRestart _restart;
    private readonly PartWatch _partWatch;
    private readonly UsesSweep _usesSweep;
    private readonly MemoryScrub _memoryScrub;
    private uint _lastEvent;

    public Depot(IBoard board, DepotParts parts, DepotIdentity identity, uint appVersion)
    {
        _parts = parts;
        IHmacSha256 hmac = board.Crypto.Hmac;
        byte[] tableKey = CodeKeys.DeriveTableKey(hmac, identity.CodeSecret, identity.Controller);
        byte[] offlineKey = CodeKeys.DeriveOfflineKey(hmac, identity.CodeSecret, identity.Controller);
        OfflineCodeCipher cipher = new OfflineCodeCipher(board.Crypto.Aes, offlineKey, identity.Controller);
        OfflineCodes offline = new OfflineCodes(cipher, parts.OfflineMemory, parts.Table, identity.Compartments);
        FreeCompartments free = new FreeCompartments(
            parts.Bank, parts.Table, parts.Doors, parts.Opener, parts.Quarantine, parts.Deposits);
        DepositDesk deposits = new DepositDesk(
            free, parts.Table, parts.Journal, parts.Uses, parts.Deposits, parts.Quarantine, parts.Reopenings,
            parts.Doors, parts.Opener, parts.Panel);
        MenuWriter writer = new MenuWriter(
            identity.Controller, appVersion, parts.Boot.BootCount, parts.Bank, parts.Network, parts.Contact,
            parts.Clock, parts.Settings, parts.Quarantine, free, parts.Panel.State);
        MaintenanceMenu menu = new MaintenanceMenu(
            parts.Bank, parts.Journal, parts.Doors, parts.Opener, parts.Panel, writer);
        CodeDesk codes = new CodeDesk(
            new CodeTable(parts.Table, hmac, tableKey), offline, deposits, menu, parts.Table, parts.Settings,
            parts.Journal, parts.Uses, parts.Deposits, parts.Reopenings, parts.Opener, parts.Panel);
        KeypadScanner scanner = new KeypadScanner(parts.Pins);
        _keypad = new KeypadDesk(
            parts.Budget, parts.Buses, parts.Storage, parts.Table, parts.Settings, scanner, codes, deposits, menu,
            parts.Lockout, parts.Budgets, parts.Journal, parts.Panel);
        _restart = new PlannedRestart(board, parts.Boot, parts.Opener);
        Jitter jitter = new Jitter(hmac, hmac.Compute(parts.Session.Secret, JitterLabel), parts.Boot.BootCount);
        Jitter nameJitter = new Jitter(hmac, hmac.Compute(parts.Session.Secret, NameLabel), parts.Boot.BootCount);
        GatewayAddresses addresses = new GatewayAddresses(
            new Resolver(board.Socket, board.Network, nameJitter), nameJitter, parts.Addresses);
        TableUpdate update = new TableUpdate(parts.Table, new TableDigest(hmac, tableKey));
        TableDownload table = new TableDownload(
            parts.Budget, parts.Table, update, parts.Settings, parts.Reopenings, parts.Journal, parts.Bank);
        OrderDesk orders = new OrderDesk(
            parts.Orders, parts.Clock, parts.Journal, parts.Bank, parts.Opener, parts.Quarantine, parts.Reopenings,
            parts.Panel, _keypad, table, _restart);
        _partWatch = new PartWatch(
            parts.Budget, parts.Buses, parts.Bank, parts.ClockChip, parts.Display, scanner, parts.Supply, parts.FramA,
            parts.FramB, parts.Table, parts.Journal, parts.Told, parts.Storage, parts.Clock);
        StatusReport report = new StatusReport(
            appVersion, _partWatch, parts.Bank, parts.ClockChip, parts.Display, parts.Journal, parts.Orders,
            parts.Table, parts.Storage, parts.Clock, parts.Supply, parts.Doors, parts.Lockout);
        SecureChannel channel = new SecureChannel(parts.Session, board.Crypto, identity.Controller);
        EpochSteps epochs = new EpochSteps(
            channel, parts.Session, parts.Boot, parts.Mirror, parts.Clock, parts.Journal);
        _uplink = new Uplink(
            parts.Budget, board.Socket, channel, addresses, identity.Gateways, parts.Settings, jitter, parts.Contact,
            new GatewayTime(parts.Clock, parts.Journal), epochs, parts.Journal, report,
            new EventUpload(parts.Journal, parts.Deposits), table, orders);
        _usesSweep = new UsesSweep(parts.Uses, parts.Table);
        _memoryScrub = new MemoryScrub(parts.Budget, parts.Table, parts.Journal, parts.Mended);
    }

    // ASCII "fachwerk jitter".
    private static readonly byte[] JitterLabel =
    {
        0x66, 0x61, 0x63, 0x68, 0x77, 0x65, 0x72, 0x6B, 0x20, 0x6A, 0x69, 0x74, 0x74, 0x65, 0x72
    };

    // ASCII "fachwerk names".
    private static readonly byte[] NameLabel =
    {
        0x66, 0x61, 0x63, 0x68, 0x77, 0x65, 0x72, 0x6B, 0x20, 0x6E, 0x61, 0x6D, 0x65, 0x73
    };

    /// <summary>True when keypad, doors and pins show nothing new since the last whole tick.</summary>
    public bool IsAtRest() => _parts.Storage.IsLoaded && _parts.Opener.IsIdle && !_usesSweep.IsSweeping
        && _lastEvent == _parts.Journal.NextNumber && _keypad.IsUntouched() && _parts.Doors.AreAtRest()
        && _partWatch.ArePinsAtRest;

    /// <summary>Takes a datagram if one waits.</summary>
    public bool TryReceive(long nowMs) => _uplink.TryReceive(nowMs);

    /// <summary>The link alone.</summary>
    public void TickLink(long nowMs) => _uplink.Tick(nowMs);

    /// <summary>
    /// Keypad first, then doors, then the link. What can wait does when there was much to do: else all that is dear
    /// might fall into one tick.
    /// </summary>
    /// <param name="withLink">False when the link had a tick of its own just before.</param>
    public int Tick(long nowMs, bool withLink)
    {
        uint firstEvent = _parts.Journal.NextNumber;
        TakeSettings();
        _keypad.Tick(nowMs);
        _parts.Opener.Tick(nowMs);
        _parts.Bank.Tick(nowMs);
        _parts.Doors.Tick(nowMs);
        _parts.Supply.Tick(_parts.Opener.IsPulsing, nowMs);
        _partWatch.Tick(nowMs);
        if (_parts.Journal.NextNumber != firstEvent || _parts.Doors.HasChanged)
        {
            _parts.Budget.NoteDear();
        }
        if (_parts.Storage.IsLoaded && withLink && !_parts.Budget.HasDoneDear)
        {
            _uplink.Tick(nowMs);
        }
        if (!_parts.Budget.HasDoneDear && _parts.Budget.Allows(TickBudget.TableUpTo))
        {
            _parts.Journal.TellSum();
            if (_parts.Journal.NextNumber != firstEvent)
            {
                _parts.Budget.NoteDear();
            }
        }
        if (_parts.Budget.Allows(TickBudget.TableUpTo))
        {
            _parts.Told.Store();
        }
        if (_parts.Storage.IsLoaded && !_parts.Budget.HasDoneDear)
        {
            _usesSweep.Tick();
            _memoryScrub.Tick(nowMs);
        }
        RestartIfDue(nowMs);
        ShowState();
        _lastEvent = _parts.Journal.NextNumber;
        int waitMs = Waits.Least(_keypad.WaitMs(nowMs), _parts.Opener.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _parts.Doors.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _parts.Bank.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _parts.Supply.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _partWatch.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _parts.Journal.HasSumToTell || _parts.Told.IsToStore ? 1 : int.MaxValue);
        return Waits.Least(waitMs, _uplink.WaitMs(nowMs));
    }

    private void RestartIfDue(long nowMs)
    {
        // A table of some 28 kB is read at start only: that takes longer than a tick may.
        if (_parts.Table.IsUnread && _partWatch.IsTableSteady && nowMs >= ReadTableAfterMs && !_restart.IsPlanned)
        {
            _restart.TryPlan(nowMs);
        }
        _restart.Tick(nowMs);
    }

    private void TakeSettings()
    {
        _parts.Opener.PulseMs = _parts.Settings.PulseMs;
        _parts.Doors.HintAfterMs = _parts.Settings.HintAfterMs;
        _parts.Doors.AlarmAfterMs = _parts.Settings.AlarmAfterMs;
    }

    private void ShowState()
    {
        Display.PanelState state = _parts.Panel.State;
        state.OpenDoor = _parts.Doors.NewestOpen;
        state.LeftOpen = _parts.Doors.LeftOpen;
        state.IsAlarming = _parts.Doors.IsAlarming;
        state.HasStorageFault = _parts.Storage.HasFault;
        state.FaultyPart = _partWatch.FirstFaulty;
        state.IsSupplyLow = _parts.Supply.IsLow;
        state.IsOnBattery = !_partWatch.IsMainsGood;
        state.IsOffline = _uplink.IsOffline;
        state.IsClockDoubtful = !_parts.Clock.IsTrusted || _parts.Clock.IsInDoubt;
        state.HotlineCount = _parts.Settings.HotlineCount;
        System.Array.Copy(_parts.Settings.Hotline, 0, state.Hotline, 0, state.HotlineCount);
    }
}
