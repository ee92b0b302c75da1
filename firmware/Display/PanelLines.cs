using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// The four lines as the screens fill them: the first two say what is, the last two what to do.
/// </summary>
internal sealed class PanelLines(Hd44780 display)
{
    // ASCII, by CompartmentSize.
    private static readonly byte[] SizeLetters = { 0x20, 0x53, 0x4D, 0x4C };

    private readonly Hd44780 _display = display;
    private readonly LineWriter _line = new LineWriter();
    private readonly CalendarTime _date = new CalendarTime();
    private int _said;

    /// <summary>S, M or L.</summary>
    public static byte SizeLetter(int size) => SizeLetters[size];

    /// <summary>Begins the screen anew.</summary>
    public void Clear() => _said = 0;

    /// <summary>Blanks the lines in which nothing was said.</summary>
    public void End()
    {
        _line.Begin();
        for (int row = 0; row < Hd44780.Rows; row++)
        {
            if ((_said >> row & 1) == 0)
            {
                Set(row, _line);
            }
        }
    }

    public void Say(int row, string[] text, int number, Language language) =>
        Set(row, _line.Begin().Add(text[(int)language], number));

    /// <summary>In German above, in English below it.</summary>
    public void SayBoth(int row, string[] text)
    {
        Say(row, text, 0, Language.German);
        Say(row + 1, text, 0, Language.English);
    }

    /// <summary>A text and whom to call: the hotline, or the operator where no number is known.</summary>
    public void SayHelp(PanelState state, string[] text, int number)
    {
        Say(2, text, number, state.Language);
        Say(3, Texts.CallOperator, 0, state.Language);
        if (state.HotlineCount > 0)
        {
            _line.Begin().AddAscii(state.Hotline, 0, state.HotlineCount);
            Set(3, _line);
        }
    }

    public void SayDate(int row, uint localSeconds)
    {
        _date.Set(localSeconds);
        _line.Begin().AddDate(_date);
        Set(row, _line);
    }

    public void SayDots(int row, int digits)
    {
        _line.Begin();
        for (int i = 0; i < digits; i++)
        {
            _line.AddCode(CharacterRom.Dot);
        }
        Set(row, _line);
    }

    /// <summary>Which key is which size, and how many of each are free.</summary>
    public void SaySizes(PanelState state)
    {
        _line.Begin().Add(Texts.Size[(int)state.Language], 0);
        for (int size = 1; size < state.FreeCounts.Length; size++)
        {
            if (state.FreeCounts[size] > 0)
            {
                _line.Add(" %=", size).AddCode(SizeLetters[size]);
            }
        }
        Set(0, _line);
        _line.Begin().Add(Texts.Free[(int)state.Language], 0);
        for (int size = 1; size < state.FreeCounts.Length; size++)
        {
            if (state.FreeCounts[size] > 0)
            {
                _line.AddCode(CharacterRom.Space);
                _line.AddCode(SizeLetters[size]);
                _line.Add(" %", state.FreeCounts[size]);
            }
        }
        Set(2, _line);
    }

    public void Set(int row, LineWriter line)
    {
        _said |= 1 << row;
        _display.SetLine(row, line.Codes);
    }
}
