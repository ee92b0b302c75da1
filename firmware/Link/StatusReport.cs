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
    private readonly DepotParts _parts;
    private readonly uint _appVersion;

    /// <summary>A report of these parts.</summary>
    public StatusReport(DepotParts parts, uint appVersion)
    {
        _parts = parts;
        _appVersion = appVersion;
    }

    /// <summary>True until the first check-in of this boot was answered.</summary>
    public bool IsFirst { get; set; } = true;

    /// <summary>Writes the body.</summary>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        Journal journal = _parts.Journal;
        _checkIn.AppVersion = _appVersion;
        _checkIn.TableVersion = _parts.Table.Version;
        _checkIn.Time = _parts.Clock.UnixSeconds;
        _checkIn.LastEvent = journal.LastNumber;
        _checkIn.OldestUnacked = journal.FirstToSend;
        _checkIn.LastOrder = _parts.Orders.LastId;
        _checkIn.SupplyMillivolts = _parts.Supply.Millivolts;
        _checkIn.Celsius = _parts.ClockChip.Celsius;
        _checkIn.Flags = (int)Flags();
        _checkIn.OpenDoors.Clear(_parts.Bank.Compartments);
        _checkIn.UnknownDoors.Clear(_parts.Bank.Compartments);
        int last = _parts.Bank.Compartments;
        for (int i = 1; i <= last; i++)
        {
            DoorState state = _parts.Doors.ToldOf(i);
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
        bool isClockSure = _parts.Clock.IsTrusted && !_parts.Clock.IsInDoubt;
        CheckInFlags flags = isClockSure ? CheckInFlags.None : CheckInFlags.ClockUntrusted;
        flags |= IsFirst ? CheckInFlags.Booted : CheckInFlags.None;
        flags |= _parts.Pins.MainsGood ? CheckInFlags.None : CheckInFlags.MainsLost;
        flags |= _parts.Pins.TamperClosed ? CheckInFlags.None : CheckInFlags.Tamper;
        flags |= _parts.Lockout.IsLocked ? CheckInFlags.KeypadLocked : CheckInFlags.None;
        flags |= _parts.Journal.HasAlarm ? CheckInFlags.AlarmWaits : CheckInFlags.None;
        flags |= _parts.HasStorageFault ? CheckInFlags.StorageFault : CheckInFlags.None;
        flags |= _parts.Display.IsFaulty ? CheckInFlags.DisplayFault : CheckInFlags.None;
        return flags | (_parts.Bank.Faulty != 0 ? CheckInFlags.ExpanderFault : CheckInFlags.None);
    }
}
