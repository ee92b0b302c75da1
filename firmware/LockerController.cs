using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware;

/// <summary>What a depot does. Clockless: it is told the time in each tick and never waits.</summary>
public sealed class LockerController
{
    private const int TickMs = 10;

    private readonly IBoard board;

    /// <summary>Builds the controller and switches all outputs off. The rest starts with the first tick.</summary>
    /// <param name="board">The board it runs on.</param>
    /// <param name="appVersion">"major.minor.patch", at most 16 ASCII characters.</param>
    public LockerController(IBoard board, string appVersion)
    {
        this.board = board;
        AppVersion = appVersion;
    }

    /// <summary>The application's version.</summary>
    public string AppVersion { get; }

    /// <summary>Reads, decides, acts, reports.</summary>
    /// <param name="nowMs">Monotonic milliseconds, never less than in the tick before.</param>
    /// <returns>Milliseconds until it must run again if no input changes; at least 1.</returns>
    public int Tick(long nowMs)
    {
        board.Pins.FeedWatchdog();
        return TickMs;
    }
}
