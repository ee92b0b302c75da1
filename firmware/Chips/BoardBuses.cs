using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>Both buses of a board, which stand still once a tick together.</summary>
public sealed class BoardBuses
{
    private readonly BusPatience _patience = new BusPatience();

    /// <summary>The buses of a board.</summary>
    public BoardBuses(IBoard board)
    {
        Main = new GuardedBus(board.MainBus, _patience);
        Display = new GuardedBus(board.DisplayBus, _patience);
    }

    /// <summary>I²C 1.</summary>
    public GuardedBus Main { get; }

    /// <summary>I²C 2.</summary>
    public GuardedBus Display { get; }

    /// <summary>Lets time pass.</summary>
    public void Tick(long nowMs)
    {
        _patience.Begin();
        Main.Tick(nowMs);
        Display.Tick(nowMs);
    }
}
