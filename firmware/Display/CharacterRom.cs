namespace Fachwerk.Firmware.Display;

/// <summary>
/// Characters as codes of the HD44780's ROM A00 (datasheet table 4) and of the three custom characters.
/// </summary>
public static class CharacterRom
{
    /// <summary>The dot shown for an entered digit.</summary>
    public const byte Dot = 0xA5;

    /// <summary>A blank.</summary>
    public const byte Space = 0x20;

    private const byte Unknown = (byte)'?';

    /// <summary>The code of a character; a question mark for one that cannot be shown.</summary>
    public static byte CodeOf(char character)
    {
        // 0x5C is ¥ and 0x7E, 0x7F are arrows in this ROM.
        if (character >= ' ' && character < '~' && character != '\\')
        {
            return (byte)character;
        }
        switch (character)
        {
            case 'ä':
                return 0xE1;
            case 'ö':
                return 0xEF;
            case 'ü':
                return 0xF5;
            case 'ß':
                return 0xE2;
            case 'Ä':
                return 0;
            case 'Ö':
                return 1;
            case 'Ü':
                return 2;
            default:
                return Unknown;
        }
    }
}
