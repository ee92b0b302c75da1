using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// One of the two tables in FRAM B: 1,000 code slots, 64 compartment slots, 16 setting slots, each with a CRC-16.
/// <code>
/// code         record[24]  crc16[2]                 free: code id 0
/// compartment  record[8]   crc16[2]                 free: number 0
/// setting      length[1]  record[93]  crc16[2]      free: length 0
/// </code>
/// Slots are numbered through: codes 0-999, compartments 1000-1063, settings 1064-1079.
/// </summary>
public sealed class TableHalf
{
    /// <summary>Bytes of a code record.</summary>
    public const int CodeBytes = 24;

    /// <summary>Bytes of a compartment record.</summary>
    public const int CompartmentBytes = 8;

    /// <summary>Bytes of the longest setting record, its key included.</summary>
    public const int SettingBytesMax = 93;

    /// <summary>Settings a table can hold.</summary>
    public const int Settings = 16;

    /// <summary>The slot of compartment 1.</summary>
    public const int FirstCompartment = CodeIndex.Capacity;

    /// <summary>The slot of the first setting.</summary>
    public const int FirstSetting = FirstCompartment + DepotIdentity.CompartmentsMax;

    /// <summary>Number of slots.</summary>
    public const int Slots = FirstSetting + Settings;

    /// <summary>Bytes of a half.</summary>
    public const int SizeBytes = SettingsAt + Settings * SettingSlotBytes;

    private const int CrcBytes = 2;
    private const int SettingSlotBytes = 1 + SettingBytesMax + CrcBytes;
    private const int CompartmentsAt = CodeIndex.Capacity * (CodeBytes + CrcBytes);
    private const int SettingsAt =
        CompartmentsAt + DepotIdentity.CompartmentsMax * (CompartmentBytes + CrcBytes);
    private const int CodeIdAt = 20;

    private readonly Fram _fram;
    private readonly int _address;
    private readonly byte[] _slotBytes = new byte[SettingSlotBytes];
    private readonly byte[] _compartments = new byte[DepotIdentity.CompartmentsMax * CompartmentBytes];
    private readonly byte[] _settings = new byte[Settings * (1 + SettingBytesMax)];

    /// <param name="fram">Chip B.</param>
    /// <param name="address">Where the half begins.</param>
    public TableHalf(Fram fram, int address)
    {
        _fram = fram;
        _address = address;
    }

    /// <summary>The codes by tag and id.</summary>
    public CodeIndex Codes { get; } = new CodeIndex();

    /// <summary>The compartment records as they came, number n at (n − 1) · 8; number 0 = not in the table.</summary>
    public byte[] Compartments => _compartments;

    /// <summary>True when a record's CRC was wrong at loading or reading: the table must be read anew.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Length of a setting record; 0 = free.</summary>
    public int SettingLength(int index) => _settings[index * (1 + SettingBytesMax)];

    /// <summary>The bytes of all settings.</summary>
    public byte[] SettingRecords => _settings;

    /// <summary>Where the record of a setting begins in <see cref="SettingRecords"/>.</summary>
    public static int SettingOffset(int index) => index * (1 + SettingBytesMax) + 1;

    /// <summary>Reads the whole half.</summary>
    /// <param name="codeSlots">Code slots that may be in use.</param>
    public bool TryLoad(int codeSlots)
    {
        IsDamaged = false;
        Codes.Clear();
        for (int slot = 0; slot < Slots; slot++)
        {
            bool isFree = slot >= codeSlots && slot < FirstCompartment;
            if (!isFree && !TryReadSlot(slot))
            {
                return false;
            }
            if (!isFree)
            {
                Adopt(slot);
            }
        }
        return true;
    }

    /// <summary>Reads a code record.</summary>
    /// <returns>False when the chip does not answer or the record is damaged.</returns>
    public bool TryReadCode(int slot, byte[] record)
    {
        if (!TryReadSlot(slot))
        {
            return false;
        }
        bool isWhole = IsWhole(slot);
        IsDamaged |= !isWhole;
        Array.Copy(_slotBytes, 0, record, 0, CodeBytes);
        return isWhole;
    }

    /// <summary>Writes a record into a slot; <paramref name="count"/> 0 frees it.</summary>
    public bool TryWrite(int slot, byte[] record, int offset, int count)
    {
        Array.Clear(_slotBytes, 0, _slotBytes.Length);
        bool isSetting = slot >= FirstSetting;
        _slotBytes[0] = (byte)count;
        Array.Copy(record, offset, _slotBytes, isSetting ? 1 : 0, count);
        int checkedBytes = SlotBytes(slot) - CrcBytes;
        BigEndian.WriteUInt16(_slotBytes, checkedBytes, Crc.Compute16(_slotBytes, 0, checkedBytes));
        return TryWriteSlot(slot);
    }

    /// <summary>Reads a slot again; false when it is damaged.</summary>
    public bool IsSound(int slot) => !TryReadSlot(slot) || IsWhole(slot);

    /// <summary>Notes that it is damaged, or that all of it is about to be written anew.</summary>
    public void SetDamaged(bool isDamaged) => IsDamaged = isDamaged;

    /// <summary>Writes a slot empty.</summary>
    public bool TryEmpty(int slot) => TryWrite(slot, _slotBytes, 0, 0);

    /// <summary>Copies a slot of the other half.</summary>
    public bool TryCopy(TableHalf source, int slot)
    {
        if (!source.TryReadSlot(slot))
        {
            return false;
        }
        Array.Copy(source._slotBytes, 0, _slotBytes, 0, SlotBytes(slot));
        return TryWriteSlot(slot);
    }

    /// <summary>Empties the half. The free code slots need no write: the header says how many may be in use.</summary>
    public bool TryClear()
    {
        Codes.Clear();
        for (int slot = FirstCompartment; slot < Slots; slot++)
        {
            if (!TryEmpty(slot))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The slot of a setting key; with <paramref name="orFree"/> a free one if it is new; -1 = none.</summary>
    public int FindSetting(byte key, bool orFree)
    {
        int free = -1;
        for (int index = 0; index < Settings; index++)
        {
            int length = SettingLength(index);
            if (length > 0 && _settings[SettingOffset(index)] == key)
            {
                return FirstSetting + index;
            }
            free = length == 0 && free < 0 ? FirstSetting + index : free;
        }
        return orFree ? free : -1;
    }

    private bool TryReadSlot(int slot)
    {
        int count = SlotBytes(slot);
        if (!_fram.TryRead(AddressOf(slot), _slotBytes, 0, count))
        {
            return false;
        }
        if (!IsWhole(slot))
        {
            // Whether it could be mended, those who use the slot see by its CRC.
            _fram.TryMend(AddressOf(slot), _slotBytes, 0, Crc.FindFlip16(_slotBytes, 0, count));
        }
        return true;
    }

    private bool TryWriteSlot(int slot)
    {
        if (!_fram.TryWrite(AddressOf(slot), _slotBytes, 0, SlotBytes(slot)))
        {
            return false;
        }
        Adopt(slot);
        return true;
    }

    // Brings the copies in RAM in line with the slot that was just read or written.
    private void Adopt(int slot)
    {
        bool isWhole = IsWhole(slot);
        IsDamaged |= !isWhole;
        bool isFree = slot < FirstCompartment ? BigEndian.ReadUInt32(_slotBytes, CodeIdAt) == 0 : _slotBytes[0] == 0;
        bool isHeld = !isFree && isWhole;
        if (slot < FirstCompartment)
        {
            Codes.Remove(slot);
            if (isHeld)
            {
                Codes.Put(slot, BigEndian.ReadUInt32(_slotBytes, CodeIdAt), _slotBytes, 0);
            }
            return;
        }
        bool isSetting = slot >= FirstSetting;
        byte[] target = isSetting ? _settings : _compartments;
        int bytes = isSetting ? 1 + SettingBytesMax : CompartmentBytes;
        int at = (slot - (isSetting ? FirstSetting : FirstCompartment)) * bytes;
        if (isHeld)
        {
            Array.Copy(_slotBytes, 0, target, at, bytes);
        }
        else
        {
            Array.Clear(target, at, bytes);
        }
    }

    private bool IsWhole(int slot)
    {
        int checkedBytes = SlotBytes(slot) - CrcBytes;
        return BigEndian.ReadUInt16(_slotBytes, checkedBytes) == Crc.Compute16(_slotBytes, 0, checkedBytes);
    }

    private static int SlotBytes(int slot)
    {
        if (slot < FirstCompartment)
        {
            return CodeBytes + CrcBytes;
        }
        return slot < FirstSetting ? CompartmentBytes + CrcBytes : SettingSlotBytes;
    }

    private int AddressOf(int slot)
    {
        if (slot < FirstCompartment)
        {
            return _address + slot * (CodeBytes + CrcBytes);
        }
        return slot < FirstSetting
            ? _address + CompartmentsAt + (slot - FirstCompartment) * (CompartmentBytes + CrcBytes)
            : _address + SettingsAt + (slot - FirstSetting) * SettingSlotBytes;
    }
}
