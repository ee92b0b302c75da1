namespace Fachwerk.Protocol.Cbor;

/// <summary>UTF-8 as RFC 3629 has it: shortest form, no surrogates, nothing above U+10FFFF.</summary>
public static class Utf8
{
    /// <summary>True when the whole range is valid UTF-8.</summary>
    public static bool IsValid(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        while (offset < end)
        {
            int length = SequenceLength(buffer, offset, end);
            if (length == 0) return false;
            offset += length;
        }

        return true;
    }

    // RFC 3629 §4; 0 = not valid.
    private static int SequenceLength(byte[] buffer, int offset, int end)
    {
        int first = buffer[offset];
        if (first < 0x80) return 1;
        if (first < 0xC2 || first > 0xF4) return 0;
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length > end - offset) return 0;
        int second = buffer[offset + 1];
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) return 0;
        for (int i = 2; i < length; i++)
        {
            if ((buffer[offset + i] & 0xC0) != 0x80) return 0;
        }

        return length;
    }
}
