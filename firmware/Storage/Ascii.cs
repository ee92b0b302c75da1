namespace Fachwerk.Firmware.Storage;

/// <summary>ASCII text in stored records.</summary>
public static class Ascii
{
    /// <summary>Makes a string of <paramref name="count"/> bytes.</summary>
    public static string Read(byte[] buffer, int offset, int count)
    {
        char[] text = new char[count];
        for (int i = 0; i < count; i++)
        {
            text[i] = (char)buffer[offset + i];
        }
        return new string(text);
    }

    /// <summary>Writes one byte a character.</summary>
    public static void Write(string text, byte[] buffer, int offset)
    {
        for (int i = 0; i < text.Length; i++)
        {
            buffer[offset + i] = (byte)text[i];
        }
    }
}
