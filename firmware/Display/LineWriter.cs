using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// Builds one line of 20 character codes. What does not fit is cut; a test keeps every text within 20.
/// </summary>
public sealed class LineWriter
{
    /// <summary>Stands for the number in a text.</summary>
    public const char Placeholder = '%';

    private const int DigitsMax = 10;

    private static readonly byte[] Blank = BlankLine();

    private readonly byte[] _digits = new byte[DigitsMax];
    private int _column;

    /// <summary>The line.</summary>
    public byte[] Codes { get; } = new byte[Hd44780.Columns];

    /// <summary>Columns used.</summary>
    public int Count => _column;

    /// <summary>Starts an empty line.</summary>
    public LineWriter Begin()
    {
        System.Array.Copy(Blank, 0, Codes, 0, Hd44780.Columns);
        _column = 0;
        return this;
    }

    /// <summary>Adds a character code.</summary>
    public void AddCode(byte code)
    {
        if (_column < Codes.Length)
        {
            Codes[_column] = code;
        }
        _column++;
    }

    /// <summary>Adds a text; its placeholder becomes the number.</summary>
    public LineWriter Add(string text, long number)
    {
        int count = text.Length;
        byte[] codes = Codes;
        for (int i = 0; i < count; i++)
        {
            char character = text[i];
            if (character == Placeholder)
            {
                AddNumber(number, 1);
            }
            else if (_column < Hd44780.Columns)
            {
                // Most are what they are in the ROM: no call for them.
                bool isSame = (character >= 'a' && character <= 'z') || (character >= ' ' && character <= 'Z');
                codes[_column++] = isSame ? (byte)character : CharacterRom.CodeOf(character);
            }
            else
            {
                _column++;
            }
        }
        return this;
    }

    /// <summary>Adds a number of at least <paramref name="digitsMin"/> digits.</summary>
    public void AddNumber(long number, int digitsMin)
    {
        int count = 0;
        while (count < DigitsMax && (number > 0 || count < digitsMin))
        {
            _digits[count++] = (byte)('0' + number % 10);
            number /= 10;
        }
        while (count > 0)
        {
            AddCode(_digits[--count]);
        }
    }

    /// <summary>Adds "24.11.2026 14:00".</summary>
    public void AddDate(CalendarTime time)
    {
        AddNumber(time.Day, 2);
        AddCode((byte)'.');
        AddNumber(time.Month, 2);
        AddCode((byte)'.');
        AddNumber(time.Year, 4);
        AddCode(CharacterRom.Space);
        AddNumber(time.Hour, 2);
        AddCode((byte)':');
        AddNumber(time.Minute, 2);
    }

    /// <summary>Adds ASCII bytes, up to the line's end.</summary>
    public void AddAscii(byte[] text, int offset, int count)
    {
        for (int i = 0; i < count && _column < Codes.Length; i++)
        {
            AddCode(CharacterRom.CodeOf((char)text[offset + i]));
        }
    }

    private static byte[] BlankLine()
    {
        byte[] codes = new byte[Hd44780.Columns];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = CharacterRom.Space;
        }
        return codes;
    }
}
