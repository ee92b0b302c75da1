using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Configuration;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// Puts the state into words, anew only when it has changed: a message, what is being typed, or how the depot is.
/// </summary>
public sealed class PanelScreen
{
    private const long NothingYet = -1;

    // By ConfigurationFault, from 1.
    private static readonly string[][] ConfigurationReasons =
    {
        Texts.NotALine, Texts.UnknownField, Texts.TooLong, Texts.BadValue, Texts.FieldMissing, Texts.NewerVersion,
        Texts.NotOnThisBoard
    };

    private readonly Hd44780 _display;
    private readonly PanelLines _lines;
    private readonly MessageScreen _message;
    private long _shown = NothingYet;

    /// <summary>The screen on a display.</summary>
    public PanelScreen(Hd44780 display)
    {
        _display = display;
        _lines = new PanelLines(display);
        _message = new MessageScreen(_lines);
    }

    /// <summary>Renders if needed, else lets the display send.</summary>
    /// <returns>Milliseconds until it must run again.</returns>
    public int Tick(PanelState state, long nowMs)
    {
        long fingerprint = state.Fingerprint();
        if (fingerprint != _shown)
        {
            _shown = fingerprint;
            _lines.Clear();
            Render(state);
            _lines.End();
            return 1;
        }
        return _display.Tick(nowMs);
    }

    /// <summary>Someone looks at the display.</summary>
    public void RefreshForPerson(long nowMs) => _display.RefreshForPerson(nowMs);

    private void Render(PanelState state)
    {
        if (!state.HasIdentity)
        {
            _lines.SayBoth(0, state.HasStorageFault ? Texts.StorageFault : Texts.NoIdentity);
            _lines.SayBoth(2, Texts.CallOperator);
            RenderConfiguration(state);
        }
        else if (state.Message != PanelMessage.None)
        {
            _message.Render(state);
        }
        else if (state.Digits > 0)
        {
            RenderEntry(state);
        }
        else if (state.LockedMinutes > 0)
        {
            _lines.Say(0, Texts.Locked, 0, state.Language);
            _lines.Say(1, Texts.LockedFor, state.LockedMinutes, state.Language);
            _lines.SayHelp(state, Texts.Help, 0);
        }
        else if (state.HasStorageFault)
        {
            _lines.Say(0, Texts.StorageFault, 0, state.Language);
            _lines.Say(1, Texts.NothingOpens, 0, state.Language);
            _lines.SayHelp(state, Texts.Help, 0);
        }
        else
        {
            RenderRest(state);
            RenderFault(state);
        }
    }

    private void RenderEntry(PanelState state)
    {
        _lines.Say(0, Texts.YourCode, 0, state.Language);
        _lines.SayDots(1, state.Digits);
        _lines.Say(2, Texts.Keys, 0, state.Language);
        if (state.IsEntryTooLong)
        {
            _lines.Say(3, Texts.EntryTooLong, 0, state.Language);
        }
        else if (state.IsEntryEnding)
        {
            _lines.Say(3, Texts.GoOnTyping, 0, state.Language);
        }
        else if (state.IsLastTry)
        {
            _lines.Say(3, Texts.LastTry, 0, state.Language);
        }
    }

    // What a person just did comes before what others left. Who comes after a door that nobody shuts can still type.
    private void RenderRest(PanelState state)
    {
        Language language = state.Language;
        _lines.Say(3, Texts.EnterCode, 0, language);
        if (state.OffersSwap)
        {
            _lines.Say(0, Texts.Deposited, 0, language);
            _lines.Say(2, Texts.DoesNotFit, 0, language);
        }
        else if (state.OffersReopening)
        {
            _lines.Say(0, Texts.OpenAgain, 0, language);
            _lines.Say(2, Texts.SameCode, 0, language);
        }
        else if (state.OpenDoor != state.LeftOpen)
        {
            _lines.Clear();
            _lines.Say(0, Texts.PleaseClose, 0, language);
            _lines.Say(1, Texts.DoorOpen, state.OpenDoor, language);
        }
        else if (state.LeftOpen != 0)
        {
            _lines.Say(0, Texts.DoorOpen, state.LeftOpen, language);
            _lines.Say(2, Texts.CloseIt, 0, language);
        }
        else
        {
            _lines.Clear();
            _lines.Say(0, Texts.EnterCode, 0, language);
            _lines.Say(1, Texts.EnterCode, 0, language == Language.German ? Language.English : Language.German);
            _lines.Say(2, Texts.OtherLanguage, 0, language);
        }
    }

    private void RenderFault(PanelState state)
    {
        if (state.IsSupplyLow)
        {
            _lines.Say(3, Texts.SupplyLow, 0, state.Language);
        }
        else if (state.FaultyPart != 0)
        {
            _lines.Say(3, Texts.PartFault, state.FaultyPart, state.Language);
        }
        else if (state.Configuration.Fault != ConfigurationFault.None
            && state.OpenDoor == 0 && !state.OffersSwap && !state.OffersReopening)
        {
            RenderConfiguration(state);
        }
        else if (state.IsOnBattery)
        {
            _lines.Say(3, Texts.OnBattery, 0, state.Language);
        }
        else if (state.IsOffline)
        {
            _lines.Say(3, Texts.Offline, 0, state.Language);
        }
    }

    private void RenderConfiguration(PanelState state)
    {
        int fault = (int)state.Configuration.Fault;
        if (fault > 0)
        {
            _lines.Say(2, ConfigurationReasons[fault - 1], 0, state.Language);
            _lines.Say(3, Texts.ConfigurationLine, state.Configuration.FaultLine, state.Language);
        }
    }
}
