using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// Display, LED and buzzer: says what is the case, by the table "At the keypad". Decides nothing else.
/// </summary>
public sealed class FrontPanel
{
    private const int MessageMs = 4000;
    private const int ReopenHintMs = 120000;
    private const int IdentifyMs = 10000;
    private const int LeftOpenBeepMs = 10000;
    private const int AlarmBeepMs = 1000;

    private readonly Buzzer buzzer;
    private readonly StatusLed led;
    private readonly PanelScreen screen;
    private readonly PanelState state = new PanelState();
    private long messageUntilMs;
    private long reopenUntilMs;
    private long leftOpenBeepMs;

    /// <summary>The front panel of a board.</summary>
    public FrontPanel(IBoardPins pins, Hd44780 display)
    {
        buzzer = new Buzzer(pins);
        led = new StatusLed(pins);
        screen = new PanelScreen(display);
    }

    /// <summary>What is shown. Changes take effect with the next tick.</summary>
    public PanelState State => state;

    /// <summary>A key was pressed.</summary>
    public void Click() => buzzer.Play(1, 1, 20, 0);

    /// <summary>A code was accepted.</summary>
    public void ShowAccepted(int compartment, long nowMs)
    {
        Show(PanelMessage.Accepted, compartment, nowMs, MessageMs);
        buzzer.Play(1, 2, 80, 80);
    }

    /// <summary>An entry was no code.</summary>
    public void ShowWrong(long nowMs)
    {
        Show(PanelMessage.Wrong, 0, nowMs, MessageMs);
        buzzer.Play(1, 3, 80, 80);
    }

    /// <summary>A genuine code was refused.</summary>
    /// <param name="localSeconds">Local time that belongs to the reason; 0 = none.</param>
    public void ShowRefusal(RefusalReason reason, uint localSeconds, long nowMs)
    {
        state.DateSeconds = localSeconds;
        Show(PanelMessage.Refused, (int)reason, nowMs, MessageMs);
        buzzer.Play(1, 1, 600, 0);
    }

    /// <summary>A door stayed shut after all pulses.</summary>
    public void ShowBlocked(int compartment, long nowMs)
    {
        Show(PanelMessage.Blocked, compartment, nowMs, 2 * MessageMs);
        buzzer.Play(6, 4, 50, 50);
    }

    /// <summary>Beeps and shows itself for 10 s.</summary>
    public void Identify(long nowMs)
    {
        Show(PanelMessage.Identify, 0, nowMs, IdentifyMs);
        buzzer.Play(5, 4, 100, 100);
    }

    /// <summary>The last door closed and may be opened again with the same code.</summary>
    public void OfferReopening(long nowMs)
    {
        reopenUntilMs = nowMs + ReopenHintMs;
    }

    /// <summary>Takes back message and offer: someone began to type, or a door opened.</summary>
    public void ClearMessage()
    {
        state.Message = PanelMessage.None;
        reopenUntilMs = 0;
    }

    /// <summary>Brings display, LED and buzzer in line with the state.</summary>
    /// <returns>Milliseconds until it must run again if the state does not change.</returns>
    public int Tick(long nowMs)
    {
        if (state.Message != PanelMessage.None && nowMs >= messageUntilMs)
        {
            state.Message = PanelMessage.None;
        }
        state.OffersReopening = nowMs < reopenUntilMs;
        BeepForOpenDoor(nowMs);
        int waitMs = Least(screen.Tick(state, nowMs), led.Tick(state, nowMs));
        waitMs = Least(waitMs, buzzer.Tick(nowMs));
        waitMs = Least(waitMs, Until(state.Message != PanelMessage.None, messageUntilMs, nowMs));
        waitMs = Least(waitMs, Until(state.OffersReopening, reopenUntilMs, nowMs));
        return Least(waitMs, Until(state.LeftOpen != 0, leftOpenBeepMs, nowMs));
    }

    private void Show(PanelMessage message, int number, long nowMs, int durationMs)
    {
        state.Message = message;
        state.MessageNumber = number;
        messageUntilMs = nowMs + durationMs;
        reopenUntilMs = 0;
    }

    private void BeepForOpenDoor(long nowMs)
    {
        if (state.LeftOpen == 0)
        {
            leftOpenBeepMs = 0;
        }
        else if (nowMs >= leftOpenBeepMs && !buzzer.IsPlaying)
        {
            buzzer.Play(1, 1, state.IsAlarming ? AlarmBeepMs / 2 : 200, 0);
            leftOpenBeepMs = nowMs + (state.IsAlarming ? AlarmBeepMs : LeftOpenBeepMs);
        }
    }

    private static int Until(bool applies, long dueMs, long nowMs)
    {
        if (!applies)
        {
            return int.MaxValue;
        }
        return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }

    private static int Least(int left, int right) => left < right ? left : right;
}
