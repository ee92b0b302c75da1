using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware.Configuration;

/// <summary>
/// Reads the configuration file: lines NAME = VALUE, comments behind #. The first thing that is wrong ends it, and the
/// controller runs on the defaults.
/// </summary>
public sealed class ConfigurationReader
{
    /// <summary>The version of the file that is read.</summary>
    public const int Version = 1;

    private const int LineMax = 120;
    private const int FieldsCount = 8;
    private const int IsVersion = 0;
    private const int IsNetwork = 1;
    private const int IsSsid = 2;
    private const int IsPassword = 3;
    private const int IsAddress = 4;

    // IEEE 802.11 and WPA2 for the name and the password of a network; 15 = the longest IPv4 address.
    private static readonly int[] ValueMax = { 3, 8, 32, 63, 15, 15, 15, 15 };

    private static readonly string[] Names =
    {
        "version", "network", "ssid", "password", "address", "mask", "router", "dns"
    };

    private readonly bool _hasEthernet;
    private readonly string[] _values = new string[FieldsCount];
    private readonly int[] _lines = new int[FieldsCount];
    private ConfigurationFault _fault;
    private int _faultLine;

    private ConfigurationReader(bool hasEthernet)
    {
        _hasEthernet = hasEthernet;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="count">How many.</param>
    /// <param name="hasEthernet">True on the board that has it.</param>
    /// <returns>What it says; the defaults and the fault when something in it is wrong.</returns>
    public static BoardConfiguration Read(byte[] file, int count, bool hasEthernet)
    {
        ConfigurationReader reader = new ConfigurationReader(hasEthernet);
        reader.ReadLines(file, count);
        BoardConfiguration configuration = BoardConfiguration.For(hasEthernet);
        if (reader._fault == ConfigurationFault.None)
        {
            reader.Check();
        }
        if (reader._fault == ConfigurationFault.None)
        {
            reader.Fill(configuration);
        }
        configuration.Fault = reader._fault;
        configuration.FaultLine = reader._faultLine;
        return configuration;
    }

    private void ReadLines(byte[] file, int count)
    {
        int start = 0;
        int line = 1;
        while (start < count && _fault == ConfigurationFault.None)
        {
            int end = start;
            while (end < count && file[end] != '\n')
            {
                end++;
            }
            ReadLine(file, start, end, line);
            start = end + 1;
            line++;
        }
    }

    private void ReadLine(byte[] file, int start, int end, int line)
    {
        end = TrimEnd(file, start, end);
        start = TrimStart(file, start, end);
        if (start == end || file[start] == '#')
        {
            return;
        }
        int equals = start;
        while (equals < end && file[equals] != '=')
        {
            equals++;
        }
        if (equals == end || end - start > LineMax || !IsPrintable(file, start, end))
        {
            Fail(ConfigurationFault.NotALine, line);
            return;
        }
        int field = FieldOf(Ascii.Read(file, start, TrimEnd(file, start, equals) - start));
        if (field < 0 || _lines[field] != 0)
        {
            Fail(ConfigurationFault.UnknownField, line);
            return;
        }
        int from = TrimStart(file, equals + 1, end);
        _lines[field] = line;
        _values[field] = Ascii.Read(file, from, end - from);
        if (end - from > ValueMax[field])
        {
            Fail(ConfigurationFault.TooLong, line);
        }
    }

    private void Check()
    {
        string version = _values[IsVersion];
        if (_lines[IsVersion] == 0)
        {
            Fail(ConfigurationFault.FieldMissing, 1);
        }
        else if (!IsNumber(version, 1, 999))
        {
            Fail(ConfigurationFault.BadValue, _lines[IsVersion]);
        }
        else if (version != "1")
        {
            Fail(ConfigurationFault.NewerVersion, _lines[IsVersion]);
        }
        else if (_lines[IsNetwork] == 0)
        {
            Fail(ConfigurationFault.FieldMissing, _lines[IsVersion]);
        }
        else if (_values[IsNetwork] != "wifi" && _values[IsNetwork] != "ethernet")
        {
            Fail(ConfigurationFault.BadValue, _lines[IsNetwork]);
        }
        else if (_values[IsNetwork] == "ethernet" && !_hasEthernet)
        {
            Fail(ConfigurationFault.NotOnThisBoard, _lines[IsNetwork]);
        }
        else
        {
            CheckWifi();
            CheckAddresses();
        }
    }

    private void CheckWifi()
    {
        bool isWifi = _values[IsNetwork] == "wifi";
        if (isWifi && (_lines[IsSsid] == 0 || _values[IsSsid].Length == 0))
        {
            Fail(ConfigurationFault.FieldMissing, _lines[IsNetwork]);
        }
        bool isShort = _lines[IsPassword] != 0 && _values[IsPassword].Length > 0 && _values[IsPassword].Length < 8;
        if (isShort)
        {
            Fail(ConfigurationFault.BadValue, _lines[IsPassword]);
        }
    }

    // An address of its own needs a mask and a router; none of them stands alone.
    private void CheckAddresses()
    {
        for (int field = IsAddress; field < FieldsCount; field++)
        {
            if (_lines[field] != 0 && !IsAddressOf(_values[field]))
            {
                Fail(ConfigurationFault.BadValue, _lines[field]);
            }
            bool needsOther = field < FieldsCount - 1 && _lines[field] == 0;
            for (int other = IsAddress; needsOther && other < FieldsCount; other++)
            {
                if (_lines[other] != 0)
                {
                    Fail(ConfigurationFault.FieldMissing, _lines[other]);
                }
            }
        }
    }

    private void Fill(BoardConfiguration configuration)
    {
        configuration.IsWifi = _values[IsNetwork] == "wifi";
        configuration.Ssid = ValueOf(IsSsid);
        configuration.Password = ValueOf(IsPassword);
        configuration.Address = ValueOf(IsAddress);
        configuration.Mask = ValueOf(IsAddress + 1);
        configuration.Router = ValueOf(IsAddress + 2);
        configuration.Dns = ValueOf(IsAddress + 3);
    }

    private string ValueOf(int field) => _lines[field] == 0 ? "" : _values[field];

    // The first fault is the one that is told.
    private void Fail(ConfigurationFault fault, int line)
    {
        if (_fault == ConfigurationFault.None)
        {
            _fault = fault;
            _faultLine = line;
        }
    }

    private static int FieldOf(string name)
    {
        int field = FieldsCount - 1;
        while (field >= 0 && Names[field] != name)
        {
            field--;
        }
        return field;
    }

    private static bool IsAddressOf(string text)
    {
        int start = 0;
        int parts = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == '.')
            {
                parts++;
                if (!IsNumber(text.Substring(start, i - start), 0, 255))
                {
                    return false;
                }
                start = i + 1;
            }
        }
        return parts == 4;
    }

    private static bool IsNumber(string text, int least, int most)
    {
        int value = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] < '0' || text[i] > '9')
            {
                return false;
            }
            value = value * 10 + text[i] - '0';
        }
        return text.Length > 0 && text.Length <= 3 && value >= least && value <= most;
    }

    private static bool IsPrintable(byte[] bytes, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (bytes[i] < 0x20 || bytes[i] > 0x7E)
            {
                return false;
            }
        }
        return true;
    }

    private static int TrimStart(byte[] bytes, int start, int end)
    {
        while (start < end && IsBlank(bytes[start]))
        {
            start++;
        }
        return start;
    }

    private static int TrimEnd(byte[] bytes, int start, int end)
    {
        while (end > start && IsBlank(bytes[end - 1]))
        {
            end--;
        }
        return end;
    }

    private static bool IsBlank(byte value) => value == ' ' || value == '\t' || value == '\r';
}
