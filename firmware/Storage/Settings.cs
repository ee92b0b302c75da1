using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// What the depot was told about itself. A setting that is absent or out of its range has its default.
/// </summary>
public sealed class Settings
{
    private const int HotlineMax = 20;
    private const int BootSpreadMax = 600;
    private const int EntryTimeoutMin = 3;
    private const int EntryTimeoutMax = 60;

    private const int AllLengths = 7;
    private const int DefaultOffsetMinutes = 60;

    // Minutes[2], then changes: Unix seconds[4], minutes from then on[2].
    private const int OffsetBytes = 2;
    private const int ChangeBytes = 6;
    private const int OffsetBytesMax = OffsetBytes + 8 * ChangeBytes;

    private readonly byte[] _offset = new byte[OffsetBytesMax];
    private int _offsetCount;
    private int _codeLengths;

    /// <summary>The settings of a depot that was told nothing.</summary>
    public Settings()
    {
        SetDefaults();
    }

    /// <summary>True when English is shown first.</summary>
    public bool IsEnglishFirst { get; private set; }

    /// <summary>The hotline's number in ASCII.</summary>
    public byte[] Hotline { get; } = new byte[HotlineMax];

    /// <summary>Its length; 0 = none.</summary>
    public int HotlineCount { get; private set; }

    /// <summary>Milliseconds until an entry is dropped.</summary>
    public int EntryTimeoutMs { get; private set; }

    /// <summary>Seconds over which check-ins are spread after boot.</summary>
    public int BootSpreadSeconds { get; private set; }

    /// <summary>Gateways; empty = those of the identity.</summary>
    public string Gateways { get; private set; } = "";

    /// <summary>Length of a first pulse.</summary>
    public int PulseMs { get; private set; }

    /// <summary>Milliseconds a door may be open before the hint.</summary>
    public int HintAfterMs { get; private set; }

    /// <summary>Milliseconds a door may be open before the alarm.</summary>
    public int AlarmAfterMs { get; private set; }

    /// <summary>When the site is open.</summary>
    public OpeningHours Hours { get; } = new OpeningHours();

    /// <summary>True when some code has this many digits, 8 to 10.</summary>
    public bool HasCodesOf(int digits) => (_codeLengths >> (digits - TableCode.DigitsMin) & 1) != 0;

    /// <summary>Local time of a moment, as seconds since 1970 on the local clock.</summary>
    public uint ToLocal(uint unixSeconds)
    {
        int at = 0;
        while (at + OffsetBytes + ChangeBytes <= _offsetCount
            && unixSeconds >= BigEndian.ReadUInt32(_offset, at + OffsetBytes))
        {
            at += ChangeBytes;
        }
        return (uint)(unixSeconds + (short)BigEndian.ReadUInt16(_offset, at) * 60L);
    }

    /// <summary>Takes the settings of a table.</summary>
    public void Take(TableHalf table)
    {
        SetDefaults();
        for (int index = 0; index < TableHalf.Settings; index++)
        {
            int length = table.SettingLength(index);
            if (length > 1)
            {
                int offset = TableHalf.SettingOffset(index);
                TakeOne((SettingKey)table.SettingRecords[offset], table.SettingRecords, offset + 1, length - 1);
            }
        }
    }

    private void SetDefaults()
    {
        IsEnglishFirst = false;
        HotlineCount = 0;
        BigEndian.WriteUInt16(_offset, 0, DefaultOffsetMinutes);
        _offsetCount = OffsetBytes;
        EntryTimeoutMs = 10000;
        BootSpreadSeconds = 60;
        Gateways = "";
        PulseMs = 300;
        HintAfterMs = 30000;
        AlarmAfterMs = 120000;
        _codeLengths = AllLengths;
        Hours.Clear();
    }

    private void TakeOne(SettingKey key, byte[] bytes, int offset, int count)
    {
        switch (key)
        {
            case SettingKey.Languages:
                IsEnglishFirst = count >= 2 && bytes[offset] == 'e' && bytes[offset + 1] == 'n';
                break;
            case SettingKey.Hotline:
                HotlineCount = count < HotlineMax ? count : HotlineMax;
                System.Array.Copy(bytes, offset, Hotline, 0, HotlineCount);
                break;
            case SettingKey.UtcOffset when count % ChangeBytes == OffsetBytes && count <= OffsetBytesMax:
                System.Array.Copy(bytes, offset, _offset, 0, count);
                _offsetCount = count;
                break;
            case SettingKey.EntryTimeout:
                EntryTimeoutMs = 1000 * Within(bytes[offset], EntryTimeoutMin, EntryTimeoutMax);
                break;
            case SettingKey.BootSpread when count == 2:
                BootSpreadSeconds = Within(BigEndian.ReadUInt16(bytes, offset), 0, BootSpreadMax);
                break;
            case SettingKey.Gateways:
                Gateways = Ascii.Read(bytes, offset, count);
                break;
            case SettingKey.PulseLength when count == 2:
                PulseMs = Within(
                    BigEndian.ReadUInt16(bytes, offset), SolenoidDriver.PulseMinMs, SolenoidDriver.PulseMaxMs);
                break;
            case SettingKey.DoorLeftOpen when count == 4:
                HintAfterMs = 1000 * BigEndian.ReadUInt16(bytes, offset);
                AlarmAfterMs = 1000 * BigEndian.ReadUInt16(bytes, offset + 2);
                break;
            case SettingKey.OpeningHours:
                Hours.TakeHours(bytes, offset, count);
                break;
            case SettingKey.SpecialDays:
                Hours.TakeSpecialDays(bytes, offset, count);
                break;
            case SettingKey.CodeLengths when (bytes[offset] & AllLengths) != 0:
                _codeLengths = bytes[offset];
                break;
            default:
                break;
        }
    }

    private static int Within(int value, int min, int max) => value < min ? min : value > max ? max : value;
}
