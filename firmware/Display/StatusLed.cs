using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Display;

/// <summary>The LED, by the table "At the keypad": what a person just did comes before what the depot has.</summary>
public sealed class StatusLed(IBoardPins pins)
{
    private const int SlowMs = 1000;
    private const int FastMs = 150;
    private const int RewriteEveryMs = 5000;

    private readonly IBoardPins _pins = pins;
    private LedColor _shown = LedColor.Off;
    private long _rewriteMs;

    /// <summary>Sets colour and blinking; now and then also what has not changed, for it cannot be read back.</summary>
    /// <returns>Milliseconds until it must run again.</returns>
    public int Tick(PanelState state, long nowMs)
    {
        LedColor color = ColorOf(state, out int blinkMs);
        bool isLit = blinkMs == 0 || nowMs / blinkMs % 2 == 0;
        LedColor wanted = isLit ? color : LedColor.Off;
        if (wanted != _shown || nowMs >= _rewriteMs)
        {
            _shown = wanted;
            _rewriteMs = nowMs + RewriteEveryMs;
            _pins.SetLed(wanted);
        }
        return blinkMs == 0 ? int.MaxValue : blinkMs - (int)(nowMs % blinkMs);
    }

    private static LedColor ColorOf(PanelState state, out int blinkMs)
    {
        blinkMs = 0;
        switch (state.Message)
        {
            case PanelMessage.Accepted:
                return LedColor.Green;
            case PanelMessage.Wrong:
            case PanelMessage.Refused:
            case PanelMessage.Blocked:
                return LedColor.Red;
            case PanelMessage.ChannelClosed:
                blinkMs = SlowMs;
                return LedColor.Red;
            case PanelMessage.Identify:
                blinkMs = FastMs;
                return LedColor.Green;
            default:
                return ColorAtRest(state, out blinkMs);
        }
    }

    private static LedColor ColorAtRest(PanelState state, out int blinkMs)
    {
        blinkMs = 0;
        if (state.LockedMinutes > 0 || state.IsAlarming || state.HasStorageFault || state.IsSupplyLow
            || !state.HasIdentity)
        {
            blinkMs = SlowMs;
            return LedColor.Red;
        }
        if (state.OpenDoor != 0)
        {
            return LedColor.Green;
        }
        if (state.IsOffline)
        {
            blinkMs = SlowMs;
            return LedColor.Yellow;
        }
        return state.IsClockDoubtful ? LedColor.Yellow : LedColor.Off;
    }
}
