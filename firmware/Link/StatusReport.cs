using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>Puts together what a check-in says of the depot.</summary>
public sealed class StatusReport
{
    private readonly CheckIn _checkIn = new CheckIn();
    private readonly PartWatch _parts;
    private readonly LockBank _bank;
    private readonly Ds3231 _clockChip;
    private readonly Hd44780 _display;
    private readonly Journal _journal;
    private readonly OrderMemory _orders;
    private readonly SyncedTable _table;
    private readonly StorageHealth _storage;
    private readonly DepotClock _clock;
    private readonly SupplyWatch _supply;
    private readonly DoorWatch _doors;
    private readonly Lockout _lockout;

    /// <summary>A report of these parts.</summary>
    /// <param name="version">Of the application, as <see cref="AppVersion"/> has it.</param>
    public StatusReport(
        uint version, PartWatch parts, LockBank bank, Ds3231 clockChip, Hd44780 display, Journal journal,
        OrderMemory orders, SyncedTable table, StorageHealth storage, DepotClock clock, SupplyWatch supply,
        DoorWatch doors, Lockout lockout)
    {
        _checkIn.AppVersion = version;
        _parts = parts;
        _bank = bank;
        _clockChip = clockChip;
        _display = display;
        _journal = journal;
        _orders = orders;
        _table = table;
        _storage = storage;
        _clock = clock;
        _supply = supply;
        _doors = doors;
        _lockout = lockout;
    }

    /// <summary>True until the first check-in of this boot was answered.</summary>
    public bool IsFirst { get; set; } = true;

    /// <summary>Writes the body.</summary>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        _checkIn.TableVersion = _table.Version;
        _checkIn.Time = _clock.UnixSeconds;
        _checkIn.LastEvent = _journal.LastNumber;
        _checkIn.OldestUnacked = _journal.FirstToSend;
        _checkIn.LastOrder = _orders.LastId;
        _checkIn.SupplyMillivolts = _supply.Millivolts;
        _checkIn.Celsius = _clockChip.Celsius;
        _checkIn.Flags = (int)Flags();
        _checkIn.OpenDoors.Clear(_bank.Compartments);
        _checkIn.UnknownDoors.Clear(_bank.Compartments);
        int last = _bank.Compartments;
        for (int i = 1; i <= last; i++)
        {
            DoorState state = _doors.ToldOf(i);
            if (state != DoorState.Closed)
            {
                CompartmentBits bits = state == DoorState.Open ? _checkIn.OpenDoors : _checkIn.UnknownDoors;
                bits.Set(i, true);
            }
        }
        return _checkIn.Write(buffer, offset, capacity);
    }

    private CheckInFlags Flags()
    {
        bool isClockSure = _clock.IsTrusted && !_clock.IsInDoubt;
        CheckInFlags flags = isClockSure ? CheckInFlags.None : CheckInFlags.ClockUntrusted;
        flags |= IsFirst ? CheckInFlags.Booted : CheckInFlags.None;
        flags |= _parts.IsMainsGood ? CheckInFlags.None : CheckInFlags.MainsLost;
        flags |= _parts.IsTamperClosed ? CheckInFlags.None : CheckInFlags.Tamper;
        flags |= _lockout.IsLocked ? CheckInFlags.KeypadLocked : CheckInFlags.None;
        flags |= _journal.HasAlarm ? CheckInFlags.AlarmWaits : CheckInFlags.None;
        flags |= _storage.HasFault ? CheckInFlags.StorageFault : CheckInFlags.None;
        flags |= _display.IsFaulty ? CheckInFlags.DisplayFault : CheckInFlags.None;
        return flags | (_bank.Faulty != 0 ? CheckInFlags.ExpanderFault : CheckInFlags.None);
    }
}
