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
/// <param name="fram">Chip B.</param>
/// <param name="address">Where the half begins.</param>
public sealed class TableHalf(Fram fram, int address) : IStartRecords
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
    private const int CodesPerPortion = 4;
    private const int CompartmentsPerPortion = 8;
    private const int Loaded = -1;
    private const int SettingSlotBytes = 1 + SettingBytesMax + CrcBytes;
    private const int CompartmentsAt = CodeIndex.Capacity * (CodeBytes + CrcBytes);
    private const int SettingsAt =
        CompartmentsAt + DepotIdentity.CompartmentsMax * (CompartmentBytes + CrcBytes);
    private const int CodeIdAt = 20;

    private readonly Fram _fram = fram;
    private readonly int _address = address;
    private readonly byte[] _slotBytes = new byte[CodesPerPortion * (CodeBytes + CrcBytes)];
    private readonly byte[] _compartments = new byte[DepotIdentity.CompartmentsMax * CompartmentBytes];
    private readonly byte[] _settings = new byte[Settings * (1 + SettingBytesMax)];
    private int _next = FirstSetting;
    private int _codeSlots;
    private bool _isBlank;
    private bool _isWhole;

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

    /// <inheritdoc />
    public bool IsLoaded => _next == Loaded;

    /// <summary>True once the settings are.</summary>
    public bool HasSettings => _next < FirstSetting;

    /// <summary>Begins to read the half: settings first, codes last.</summary>
    /// <param name="codeSlots">Code slots that may be in use.</param>
    /// <param name="isBlank">Nothing was written to it yet: it is emptied instead.</param>
    public void BeginLoad(int codeSlots, bool isBlank)
    {
        IsDamaged = false;
        Codes.Clear();
        _codeSlots = codeSlots;
        _isBlank = isBlank;
        _next = FirstSetting;
    }

    /// <summary>
    /// Goes on with it. The free code slots need neither reading nor writing: the header says how many may be in use.
    /// </summary>
    public bool TryLoadNext()
    {
        int count = CountFrom(_next);
        bool isDone = _isBlank ? TryEmpty(_next, count) : TryReadSlots(_next, count);
        if (!isDone)
        {
            return false;
        }
        int slotBytes = SlotBytes(_next);
        int end = _next < FirstCompartment && _next + count > _codeSlots ? _codeSlots : _next + count;
        for (int slot = _next, from = 0; slot < end && !_isBlank; slot++, from += slotBytes)
        {
            Adopt(slot, from, IsHeld(slot, from));
        }
        _next = NextAfter(_next, count);
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
        IsDamaged |= !_isWhole;
        Array.Copy(_slotBytes, 0, record, 0, CodeBytes);
        return _isWhole;
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
        return TryWriteSlot(slot, true);
    }

    /// <summary>Reads a slot again and mends a bit that flipped; false when it is damaged beyond that.</summary>
    public bool TryMend(int slot) => !TryReadSlot(slot) || _isWhole;

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
        return TryWriteSlot(slot, source._isWhole);
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

    private int NextAfter(int slot, int count)
    {
        int next = slot + count;
        if (next == Slots)
        {
            return FirstCompartment;
        }
        int code = next == FirstSetting ? 0 : next;
        bool isOfCodes = slot < FirstCompartment || code == 0;
        return isOfCodes && code >= _codeSlots ? Loaded : code;
    }

    private static int CountFrom(int slot)
    {
        if (slot >= FirstSetting)
        {
            return 1;
        }
        return slot >= FirstCompartment ? CompartmentsPerPortion : CodesPerPortion;
    }

    private bool TryEmpty(int slot, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!TryEmpty(slot + i))
            {
                return false;
            }
        }
        return true;
    }

    // Those behind the last code are read in vain: they stand before the compartments.
    private bool TryReadSlots(int slot, int count) =>
        _fram.TryRead(AddressOf(slot), _slotBytes, 0, count * SlotBytes(slot));

    private bool TryReadSlot(int slot)
    {
        bool isRead = TryReadSlots(slot, 1);
        _isWhole = isRead && IsHeld(slot, 0);
        return isRead;
    }

    private bool TryWriteSlot(int slot, bool isWhole)
    {
        if (!_fram.TryWrite(AddressOf(slot), _slotBytes, 0, SlotBytes(slot)))
        {
            return false;
        }
        Adopt(slot, 0, isWhole);
        return true;
    }

    // Brings the copies in RAM in line with the slot that was just read or written.
    private void Adopt(int slot, int from, bool isWhole)
    {
        IsDamaged |= !isWhole;
        if (slot < FirstCompartment)
        {
            uint codeId = BigEndian.ReadUInt32(_slotBytes, from + CodeIdAt);
            Codes.Remove(slot);
            if (isWhole && codeId != 0)
            {
                Codes.Put(slot, codeId, _slotBytes, from);
            }
            return;
        }
        bool isHeld = isWhole && _slotBytes[from] != 0;
        bool isSetting = slot >= FirstSetting;
        byte[] target = isSetting ? _settings : _compartments;
        int bytes = isSetting ? 1 + SettingBytesMax : CompartmentBytes;
        int at = (slot - (isSetting ? FirstSetting : FirstCompartment)) * bytes;
        if (isHeld)
        {
            Array.Copy(_slotBytes, from, target, at, bytes);
        }
        else
        {
            Array.Clear(target, at, bytes);
        }
    }

    // Whole, or so after one flipped bit was put right.
    private bool IsHeld(int slot, int from)
    {
        int checkedBytes = SlotBytes(slot) - CrcBytes;
        return BigEndian.ReadUInt16(_slotBytes, from + checkedBytes) == Crc.Compute16(_slotBytes, from, checkedBytes)
            || _fram.TryMend(
                AddressOf(slot), _slotBytes, from, Crc.FindFlip16(_slotBytes, from, checkedBytes + CrcBytes));
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
