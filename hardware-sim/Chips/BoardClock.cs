namespace Fachwerk.Simulator.Chips;

/// <summary>
/// The board's own time. It only moves when it is told to: by the world that holds the board, and within a tick by
/// what bus transfers cost.
/// </summary>
public sealed class BoardClock
{
    /// <summary>Microseconds since the board was made.</summary>
    public long NowMicros { get; private set; }

    /// <summary>Milliseconds since the board was made.</summary>
    public long NowMs => NowMicros / 1000;

    /// <summary>Moves on to <paramref name="micros"/>; never back.</summary>
    public void MoveTo(long micros) => NowMicros = Math.Max(NowMicros, micros);

    /// <summary>True: transfers take no time, so that runs which tick more or less often can be compared.</summary>
    public bool TransfersAreFree { get; set; }

    /// <summary>Time that passes while the controller waits for a transfer.</summary>
    public void Spend(int micros) => NowMicros += TransfersAreFree ? 0 : micros;
}
