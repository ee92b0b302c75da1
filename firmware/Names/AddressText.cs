using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Names;

/// <summary>Reads IPv4 addresses in dotted decimal and IPv6 addresses as RFC 4291 §2.2 writes them.</summary>
public static class AddressText
{
    private const int GroupBytes = 2;
    private const int GroupDigitsMax = 4;

    /// <summary>Reads an address that is the whole of a part of a text.</summary>
    /// <param name="end">Behind its last character.</param>
    /// <returns>False when it is none; then <paramref name="into"/> is none either.</returns>
    public static bool TryRead(string text, int start, int end, NetworkAddress into)
    {
        bool isVersion6 = false;
        for (int i = start; i < end; i++)
        {
            isVersion6 |= text[i] == ':';
        }
        int count = isVersion6 ? NetworkAddress.Version6Bytes : NetworkAddress.Version4Bytes;
        bool isRead = isVersion6
            ? TryReadVersion6(text, start, end, into.Bytes) : TryReadVersion4(text, start, end, into.Bytes, 0);
        into.Set(into.Bytes, 0, isRead ? count : 0);
        return isRead;
    }

    /// <summary>Reads a number without a sign.</summary>
    /// <returns>The number; -1 when it is none or more than <paramref name="most"/>.</returns>
    public static int ReadNumber(string text, int start, int end, int most)
    {
        int value = end > start ? 0 : -1;
        for (int i = start; i < end && value >= 0; i++)
        {
            int digit = text[i] - '0';
            value = digit < 0 || digit > 9 ? -1 : value * 10 + digit;
            value = value > most ? -1 : value;
        }
        return value;
    }

    private static bool TryReadVersion4(string text, int start, int end, byte[] bytes, int at)
    {
        for (int part = 0; part < NetworkAddress.Version4Bytes; part++)
        {
            int stop = start;
            while (stop < end && text[stop] != '.')
            {
                stop++;
            }
            int number = ReadNumber(text, start, stop, 255);
            bool isLast = part == NetworkAddress.Version4Bytes - 1;
            if (number < 0 || stop - start > 3 || isLast != (stop == end))
            {
                return false;
            }
            bytes[at + part] = (byte)number;
            start = stop + 1;
        }
        return true;
    }

    // Groups of up to four hexadecimal digits; once, two colons stand for as many zeros as are missing.
    private static bool TryReadVersion6(string text, int start, int end, byte[] bytes)
    {
        int at = 0;
        int gap = -1;
        if (end - start >= 2 && text[start] == ':' && text[start + 1] == ':')
        {
            gap = 0;
            start += 2;
        }
        while (start < end && at < NetworkAddress.Version6Bytes)
        {
            int stop = start;
            while (stop < end && text[stop] != ':')
            {
                stop++;
            }
            int read = ReadGroup(text, start, stop, bytes, at);
            // A single colon at the end has no group behind it.
            if (read == 0 || stop == end - 1)
            {
                return false;
            }
            at += read;
            start = stop == end ? end : stop + 1;
            if (start < end && text[start] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }
                gap = at;
                start++;
            }
        }
        return start == end && Spread(bytes, at, gap);
    }

    // The last four bytes may be written as an IPv4 address.
    private static int ReadGroup(string text, int start, int end, byte[] bytes, int at)
    {
        int value = 0;
        for (int i = start; i < end; i++)
        {
            if (text[i] == '.')
            {
                return at + NetworkAddress.Version4Bytes <= NetworkAddress.Version6Bytes
                    && TryReadVersion4(text, start, end, bytes, at) ? NetworkAddress.Version4Bytes : 0;
            }
            int digit = HexDigit(text[i]);
            if (digit < 0)
            {
                return 0;
            }
            value = (value << 4 | digit) & 0xFFFF;
        }
        if (end == start || end - start > GroupDigitsMax)
        {
            return 0;
        }
        bytes[at] = (byte)(value >> 8);
        bytes[at + 1] = (byte)value;
        return GroupBytes;
    }

    private static bool Spread(byte[] bytes, int count, int gap)
    {
        int missing = NetworkAddress.Version6Bytes - count;
        if (gap < 0 || missing == 0)
        {
            return gap < 0 && missing == 0;
        }
        for (int i = count - 1; i >= gap; i--)
        {
            bytes[i + missing] = bytes[i];
        }
        System.Array.Clear(bytes, gap, missing);
        return true;
    }

    private static int HexDigit(char digit)
    {
        if (digit >= '0' && digit <= '9')
        {
            return digit - '0';
        }
        int letter = digit | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
