using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Display;

/// <summary>Puts the state into words: four lines, written anew only when the state has changed.</summary>
public sealed class PanelScreen
{
    private const long NothingYet = -1;

    // ASCII, by CompartmentSize.
    private static readonly byte[] SizeLetters = { 0x20, 0x53, 0x4D, 0x4C };

    // By ConfigurationFault, from 1.
    private static readonly string[][] ConfigurationReasons =
    {
        Texts.NotALine, Texts.UnknownField, Texts.TooLong, Texts.BadValue, Texts.FieldMissing, Texts.NewerVersion
    };

    private readonly Hd44780 _display;
    private readonly LineWriter _line = new LineWriter();
    private readonly CalendarTime _date = new CalendarTime();
    private long _shown = NothingYet;

    /// <summary>The screen on a display.</summary>
    public PanelScreen(Hd44780 display)
    {
        _display = display;
    }

    /// <summary>S, M or L.</summary>
    public static byte SizeLetter(int size) => SizeLetters[size];

    /// <summary>Renders if needed and lets the display send.</summary>
    /// <returns>Milliseconds until it must run again.</returns>
    public int Tick(PanelState state, long nowMs)
    {
        long fingerprint = state.Fingerprint();
        if (fingerprint != _shown)
        {
            _shown = fingerprint;
            Render(state);
        }
        return _display.Tick(nowMs);
    }

    private void Render(PanelState state)
    {
        for (int row = 0; row < Hd44780.Rows; row++)
        {
            _display.SetLine(row, _line.Begin().Codes);
        }
        if (!state.HasIdentity)
        {
            Say(0, state.HasStorageFault ? Texts.StorageFault : Texts.NoIdentity, 0, Language.German);
            Say(1, state.HasStorageFault ? Texts.StorageFault : Texts.NoIdentity, 0, Language.English);
            RenderConfiguration(state);
        }
        else if (state.Message != PanelMessage.None)
        {
            RenderMessage(state);
        }
        else if (state.Digits > 0)
        {
            Say(0, Texts.EnterCode, 0, state.Language);
            RenderDots(state.Digits);
        }
        else
        {
            RenderRest(state);
        }
    }

    private void RenderMessage(PanelState state)
    {
        switch (state.Message)
        {
            case PanelMessage.Accepted:
                Say(0, Texts.Opens, state.MessageNumber, state.Language);
                break;
            case PanelMessage.Wrong:
                Say(0, Texts.WrongCode, 0, state.Language);
                break;
            case PanelMessage.Blocked:
                Say(0, Texts.PushDoor, 0, state.Language);
                Say(1, Texts.DoorBlocked, state.MessageNumber, state.Language);
                break;
            case PanelMessage.Menu:
                for (int row = 0; row < Hd44780.Rows; row++)
                {
                    _display.SetLine(row, state.Menu.Line(row).Codes);
                }
                break;
            case PanelMessage.Sizes:
                RenderSizes(state);
                Say(3, Texts.Cancel, 0, state.Language);
                break;
            case PanelMessage.Swap:
                Say(0, Texts.SameCompartment, 0, state.Language);
                Say(1, Texts.LargerCompartment, 0, state.Language);
                Say(3, Texts.Cancel, 0, state.Language);
                break;
            case PanelMessage.ChannelClosed:
                Say(0, Texts.Locked, state.MessageNumber, state.Language);
                RenderHotline(state, 1);
                break;
            case PanelMessage.Identify:
                Say(0, Texts.Identify, 0, Language.German);
                Say(1, Texts.Identify, 0, Language.English);
                break;
            default:
                RenderRefusal(state);
                break;
        }
    }

    private void RenderSizes(PanelState state)
    {
        _line.Begin().Add(Texts.Size[(int)state.Language], 0);
        for (int size = 1; size < state.FreeCounts.Length; size++)
        {
            if (state.FreeCounts[size] > 0)
            {
                _line.Add(" % ", size).AddCode(SizeLetters[size]);
            }
        }
        _display.SetLine(0, _line.Codes);
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
        _display.SetLine(1, _line.Codes);
    }

    private void RenderConfiguration(PanelState state)
    {
        int fault = (int)state.Configuration.Fault;
        if (fault > 0)
        {
            Say(2, ConfigurationReasons[fault - 1], 0, state.Language);
            Say(3, Texts.ConfigurationLine, state.Configuration.FaultLine, state.Language);
        }
    }

    private void RenderRefusal(PanelState state)
    {
        Say(0, Texts.Refusal((RefusalReason)state.MessageNumber), 0, state.Language);
        if (state.DateSeconds != 0)
        {
            _date.Set(state.DateSeconds);
            _line.Begin().AddDate(_date);
            _display.SetLine(1, _line.Codes);
        }
        Say(2, Texts.Reason, state.MessageNumber, state.Language);
        RenderHotline(state, 3);
    }

    private void RenderRest(PanelState state)
    {
        if (state.LockedMinutes > 0)
        {
            Say(0, Texts.Locked, state.LockedMinutes, state.Language);
            RenderHotline(state, 1);
        }
        else if (state.LeftOpen != 0)
        {
            Say(0, Texts.DoorOpen, state.LeftOpen, state.Language);
            Say(1, Texts.PleaseClose, 0, state.Language);
        }
        else if (state.OpenDoor != 0)
        {
            Say(0, Texts.PleaseClose, 0, state.Language);
            Say(1, Texts.DoorOpen, state.OpenDoor, state.Language);
        }
        else if (state.OffersSwap)
        {
            Say(0, Texts.DoesNotFit, 0, state.Language);
            Say(2, Texts.EnterCode, 0, state.Language);
        }
        else if (state.OffersReopening)
        {
            Say(0, Texts.OpenAgain, 0, state.Language);
            Say(1, Texts.SameCode, 0, state.Language);
            Say(2, Texts.EnterCode, 0, state.Language);
        }
        else
        {
            Say(0, Texts.EnterCode, 0, Language.German);
            Say(1, Texts.EnterCode, 0, Language.English);
        }
        if (state.HasStorageFault)
        {
            Say(3, Texts.StorageFault, 0, state.Language);
        }
        else if (state.IsSupplyLow)
        {
            Say(3, Texts.SupplyLow, 0, state.Language);
        }
        else if (state.FaultyPart != 0)
        {
            Say(3, Texts.PartFault, state.FaultyPart, state.Language);
        }
        else if (state.Configuration.Fault != ConfigurationFault.None)
        {
            RenderConfiguration(state);
        }
        else if (state.IsOnBattery)
        {
            Say(3, Texts.OnBattery, 0, state.Language);
        }
        else if (state.IsOffline)
        {
            Say(3, Texts.Offline, 0, state.Language);
        }
    }

    private void RenderDots(int digits)
    {
        _line.Begin();
        for (int i = 0; i < digits; i++)
        {
            _line.AddCode(CharacterRom.Dot);
        }
        _display.SetLine(1, _line.Codes);
    }

    private void RenderHotline(PanelState state, int row)
    {
        _line.Begin().AddAscii(state.Hotline, 0, state.HotlineCount);
        _display.SetLine(row, _line.Codes);
    }

    private void Say(int row, string[] text, int number, Language language)
    {
        _display.SetLine(row, _line.Begin().Add(text[(int)language], number).Codes);
    }
}
