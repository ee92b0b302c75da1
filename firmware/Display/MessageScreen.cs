using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// What is said for a while. Whatever refuses or stops a person says in the last two lines what to do.
/// </summary>
internal sealed class MessageScreen(PanelLines lines)
{
    private readonly PanelLines _lines = lines;

    public void Render(PanelState state)
    {
        Language language = state.Language;
        switch (state.Message)
        {
            case PanelMessage.Accepted:
                _lines.Say(0, Texts.Opens, state.MessageNumber, language);
                break;
            case PanelMessage.Wrong:
                RenderWrong(state);
                break;
            case PanelMessage.TimedOut:
                _lines.Say(0, Texts.TimeIsUp, 0, language);
                _lines.Say(2, Texts.EnterAgain, 0, language);
                _lines.Say(3, Texts.EnterCode, 0, language);
                break;
            case PanelMessage.Blocked:
                RenderBlocked(state);
                break;
            case PanelMessage.Menu:
                for (int row = 0; row < Hd44780.Rows; row++)
                {
                    _lines.Set(row, state.Menu.Line(row));
                }
                break;
            case PanelMessage.Sizes:
                _lines.SaySizes(state);
                _lines.Say(3, Texts.Cancel, 0, language);
                break;
            case PanelMessage.Swap:
                _lines.Say(0, Texts.SameCompartment, 0, language);
                _lines.Say(1, Texts.LargerCompartment, 0, language);
                _lines.Say(3, Texts.Cancel, 0, language);
                break;
            case PanelMessage.ChannelClosed:
                _lines.Say(0, Texts.TheseCodes, 0, language);
                _lines.Say(1, Texts.ClosedFor, state.MessageNumber, language);
                _lines.SayHelp(state, Texts.Help, 0);
                break;
            case PanelMessage.Identify:
                _lines.SayBoth(0, Texts.Identify);
                break;
            default:
                RenderRefusal(state);
                break;
        }
    }

    private void RenderWrong(PanelState state)
    {
        _lines.Say(0, Texts.WrongCode, 0, state.Language);
        if (state.IsLastTry)
        {
            _lines.SayHelp(state, Texts.LastTry, 0);
        }
        else
        {
            _lines.Say(2, Texts.EnterAgain, 0, state.Language);
        }
    }

    // Also a reason can be told of an entry that counts as wrong.
    private void RenderRefusal(PanelState state)
    {
        _lines.Say(0, Texts.Refusal((RefusalReason)state.MessageNumber), 0, state.Language);
        if (state.DateSeconds != 0)
        {
            _lines.SayDate(1, state.DateSeconds);
        }
        _lines.SayHelp(state, state.IsLastTry ? Texts.LastTry : Texts.Reason, state.MessageNumber);
    }

    // In turn: what to try, and whom to call.
    private void RenderBlocked(PanelState state)
    {
        _lines.Say(0, Texts.DoorBlocked, state.MessageNumber, state.Language);
        if (state.ShowsHelp)
        {
            _lines.SayHelp(state, Texts.Help, 0);
        }
        else if (state.OffersSwap)
        {
            _lines.Say(2, Texts.AnotherOne, 0, state.Language);
        }
        else
        {
            _lines.Say(2, Texts.PushDoor, 0, state.Language);
            _lines.Say(3, Texts.CodeAgain, 0, state.Language);
        }
    }
}
