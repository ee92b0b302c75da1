using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>Puts together what a check-in says of the depot.</summary>
public sealed class StatusReport
{
    private readonly CheckIn checkIn = new CheckIn();
    private readonly DepotParts parts;
    private readonly uint appVersion;

    /// <summary>A report of these parts.</summary>
    public StatusReport(DepotParts parts, uint appVersion)
    {
        this.parts = parts;
        this.appVersion = appVersion;
    }

    /// <summary>True until the first check-in of this boot was answered.</summary>
    public bool IsFirst { get; set; } = true;

    /// <summary>Writes the body.</summary>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        Journal journal = parts.Journal;
        checkIn.AppVersion = appVersion;
        checkIn.TableVersion = parts.Table.Version;
        checkIn.Time = parts.Clock.UnixSeconds;
        checkIn.LastEvent = journal.LastNumber;
        checkIn.OldestUnacked = journal.FirstToSend;
        checkIn.LastOrder = parts.Orders.LastId;
        checkIn.SupplyMillivolts = parts.Sensor.TryReadMillivolts(out int millivolts) ? millivolts : 0;
        checkIn.Celsius = parts.ClockChip.Celsius;
        checkIn.Flags = (int)Flags();
        checkIn.OpenDoors.Clear(parts.Bank.Compartments);
        checkIn.UnknownDoors.Clear(parts.Bank.Compartments);
        for (int i = 1; i <= parts.Bank.Compartments; i++)
        {
            DoorState state = parts.Doors.StateOf(i);
            checkIn.OpenDoors.Set(i, state == DoorState.Open);
            checkIn.UnknownDoors.Set(i, state == DoorState.Unknown);
        }
        return checkIn.Write(buffer, offset, capacity);
    }

    private CheckInFlags Flags()
    {
        CheckInFlags flags = parts.Clock.IsTrusted ? CheckInFlags.None : CheckInFlags.ClockUntrusted;
        flags |= IsFirst ? CheckInFlags.Booted : CheckInFlags.None;
        flags |= parts.Pins.MainsGood ? CheckInFlags.None : CheckInFlags.MainsLost;
        flags |= parts.Pins.TamperClosed ? CheckInFlags.None : CheckInFlags.Tamper;
        flags |= parts.Lockout.IsLocked ? CheckInFlags.KeypadLocked : CheckInFlags.None;
        flags |= parts.HasStorageFault ? CheckInFlags.StorageFault : CheckInFlags.None;
        flags |= parts.Display.IsFaulty ? CheckInFlags.DisplayFault : CheckInFlags.None;
        return flags | (parts.Bank.HasFault() ? CheckInFlags.ExpanderFault : CheckInFlags.None);
    }
}
