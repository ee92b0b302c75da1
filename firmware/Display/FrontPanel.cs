using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// Display, LED and buzzer: says what is the case, by the table "At the keypad". Decides nothing else.
/// </summary>
public sealed class FrontPanel(IBoardPins pins, Hd44780 display)
{
    private const int MessageMs = 4000;

    // What refuses stays long enough to be read and its number to be dialled.
    private const int RefusalMs = 8000;
    private const int BlockedMs = 120000;
    private const int PageMs = 5000;
    private const int ReopenHintMs = 120000;
    private const int SwapHintMs = 60000;
    private const int IdentifyMs = 10000;
    private const int LeftOpenBeepMs = 10000;
    private const int AlarmBeepMs = 1000;

    private readonly Buzzer _buzzer = new Buzzer(pins);
    private readonly StatusLed _led = new StatusLed(pins);
    private readonly PanelScreen _screen = new PanelScreen(display);
    private readonly PanelState _state = new PanelState();
    private long _messageUntilMs;
    private long _pageMs;
    private long _reopenUntilMs;
    private long _swapUntilMs;
    private long _leftOpenBeepMs;

    /// <summary>What is shown. Changes take effect with the next tick.</summary>
    public PanelState State => _state;

    /// <summary>A key was pressed.</summary>
    public void Click(long nowMs)
    {
        _buzzer.Play(1, 1, 20, 0);
        _screen.RefreshForPerson(nowMs);
    }

    /// <summary>A key was pressed that does nothing here, or too many at once.</summary>
    public void Refuse() => _buzzer.Play(1, 1, 600, 0);

    /// <summary>What was typed is dropped in a few seconds.</summary>
    public void WarnOfEnd() => _buzzer.Play(1, 1, 200, 0);

    /// <summary>What was typed, or asked, was dropped.</summary>
    public void ShowTimedOut(long nowMs)
    {
        Show(PanelMessage.TimedOut, 0, nowMs, RefusalMs);
        Refuse();
    }

    /// <summary>A code was accepted.</summary>
    public void ShowAccepted(int compartment, long nowMs)
    {
        Show(PanelMessage.Accepted, compartment, nowMs, MessageMs);
        _buzzer.Play(1, 2, 80, 80);
    }

    /// <summary>An entry was no code.</summary>
    public void ShowWrong(long nowMs)
    {
        Show(PanelMessage.Wrong, 0, nowMs, RefusalMs);
        _buzzer.Play(1, 3, 80, 80);
    }

    /// <summary>Codes of the length just entered are not taken for so many minutes.</summary>
    public void ShowClosed(int minutes, long nowMs)
    {
        Show(PanelMessage.ChannelClosed, minutes, nowMs, RefusalMs);
        Refuse();
    }

    /// <summary>Asks for the size of a deposit.</summary>
    /// <param name="counts">Free ones of each size, from index 1.</param>
    public void ShowSizes(int[] counts, long nowMs, int answerMs)
    {
        System.Array.Copy(counts, _state.FreeCounts, counts.Length);
        Show(PanelMessage.Sizes, 0, nowMs, answerMs);
        _buzzer.Play(1, 1, 80, 0);
    }

    /// <summary>Asks whether the last deposit wants the same compartment again or a larger one.</summary>
    public void ShowSwap(long nowMs, int answerMs)
    {
        Show(PanelMessage.Swap, 0, nowMs, answerMs);
        _buzzer.Play(1, 1, 80, 0);
    }

    /// <summary>Shows the page of the maintenance menu until it is hidden.</summary>
    public void ShowMenu() => Show(PanelMessage.Menu, _state.Menu.Revision, 0, int.MaxValue);

    /// <summary>The maintenance menu is left.</summary>
    public void HideMenu()
    {
        if (_state.Message == PanelMessage.Menu)
        {
            ClearMessage();
        }
    }

    /// <summary>A genuine code was refused.</summary>
    /// <param name="localSeconds">Local time that belongs to the reason; 0 = none.</param>
    public void ShowRefusal(RefusalReason reason, uint localSeconds, long nowMs)
    {
        _state.DateSeconds = localSeconds;
        Show(PanelMessage.Refused, (int)reason, nowMs, RefusalMs);
        Refuse();
    }

    /// <summary>A door stayed shut after all pulses. Stays as long as the code may be typed again.</summary>
    public void ShowBlocked(int compartment, long nowMs)
    {
        Show(PanelMessage.Blocked, compartment, nowMs, BlockedMs);
        _pageMs = nowMs + PageMs;
        _buzzer.Play(6, 4, 50, 50);
    }

    /// <summary>Beeps and shows itself for 10 s.</summary>
    public void Identify(long nowMs)
    {
        Show(PanelMessage.Identify, 0, nowMs, IdentifyMs);
        _buzzer.Play(5, 4, 100, 100);
    }

    /// <summary>The last door closed and may be opened again with the same code.</summary>
    public void OfferReopening(long nowMs)
    {
        _reopenUntilMs = nowMs + ReopenHintMs;
    }

    /// <summary>The door of a deposit has closed; the deposit may be changed.</summary>
    public void OfferSwap(long nowMs)
    {
        _swapUntilMs = nowMs + SwapHintMs;
    }

    /// <summary>Takes back message and offer: someone began to type, or a door opened.</summary>
    public void ClearMessage()
    {
        _state.Message = PanelMessage.None;
        _reopenUntilMs = 0;
        _swapUntilMs = 0;
    }

    /// <summary>Brings display, LED and buzzer in line with the state.</summary>
    /// <param name="displayMayWrite">False when the tick has no time left for it.</param>
    /// <returns>Milliseconds until it must run again if the state does not change.</returns>
    public int Tick(long nowMs, bool displayMayWrite)
    {
        if (_state.Message != PanelMessage.None && nowMs >= _messageUntilMs)
        {
            _state.Message = PanelMessage.None;
        }
        bool hasPages = _state.Message == PanelMessage.Blocked;
        if (hasPages && nowMs >= _pageMs)
        {
            _pageMs = nowMs + PageMs;
            _state.ShowsHelp = !_state.ShowsHelp;
        }
        _state.OffersReopening = nowMs < _reopenUntilMs;
        _state.OffersSwap = nowMs < _swapUntilMs;
        BeepForOpenDoor(nowMs);
        // The display last: when its bus does not move, nothing more is transferred in this tick.
        int waitMs = Waits.Least(_led.Tick(_state, nowMs), _buzzer.Tick(nowMs));
        waitMs = Waits.Least(waitMs, displayMayWrite ? _screen.Tick(_state, nowMs) : 1);
        waitMs = Waits.Least(waitMs, Waits.Until(_state.Message != PanelMessage.None, _messageUntilMs, nowMs));
        waitMs = Waits.Least(waitMs, Waits.Until(hasPages, _pageMs, nowMs));
        waitMs = Waits.Least(waitMs, Waits.Until(_state.OffersReopening, _reopenUntilMs, nowMs));
        waitMs = Waits.Least(waitMs, Waits.Until(_state.OffersSwap, _swapUntilMs, nowMs));
        return Waits.Least(waitMs, Waits.Until(_state.LeftOpen != 0, _leftOpenBeepMs, nowMs));
    }

    private void Show(PanelMessage message, int number, long nowMs, int durationMs)
    {
        _state.Message = message;
        _state.MessageNumber = number;
        _state.ShowsHelp = false;
        _messageUntilMs = durationMs == int.MaxValue ? long.MaxValue : nowMs + durationMs;
        _reopenUntilMs = 0;
        _swapUntilMs = 0;
    }

    private void BeepForOpenDoor(long nowMs)
    {
        if (_state.LeftOpen == 0)
        {
            _leftOpenBeepMs = 0;
        }
        else if (nowMs >= _leftOpenBeepMs && !_buzzer.IsPlaying)
        {
            _buzzer.Play(1, 1, _state.IsAlarming ? AlarmBeepMs / 2 : 200, 0);
            _leftOpenBeepMs = nowMs + (_state.IsAlarming ? AlarmBeepMs : LeftOpenBeepMs);
        }
    }
}
