using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Both buses of a board, which stand still once a tick together, and its pins, some of which may be on one of them.
/// </summary>
public sealed class BoardBuses
{
    private readonly BusPatience _patience = new BusPatience();
    private readonly PanelExpander? _panel;

    /// <summary>The buses and pins of a board.</summary>
    public BoardBuses(IBoard board)
    {
        Main = new GuardedBus(board.MainBus, _patience);
        Display = new GuardedBus(board.DisplayBus, _patience);
        _panel = board.HasPanelExpander ? new PanelExpander(Main, board.Pins) : null;
        Pins = _panel != null ? _panel : board.Pins;
    }

    /// <summary>I²C 1.</summary>
    public GuardedBus Main { get; }

    /// <summary>I²C 2.</summary>
    public GuardedBus Display { get; }

    /// <summary>Keypad, buzzer, LED, mains, tamper, trigger and watchdog, wherever they are.</summary>
    public IBoardPins Pins { get; }

    /// <summary>False while mains and tamper input cannot be read.</summary>
    public bool ArePinsKnown => _panel == null || !_panel.IsLost;

    /// <summary>True while the expander of the keypad fails.</summary>
    public bool IsPanelFaulty => _panel != null && _panel.IsFaulty;

    /// <summary>Puts the pins that are on a bus to rest.</summary>
    public void SetUpPins()
    {
        if (_panel != null)
        {
            _panel.SetUp();
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Tick(long nowMs)
    {
        _patience.Begin();
        Main.Tick(nowMs);
        Display.Tick(nowMs);
        if (_panel != null)
        {
            _panel.Tick(nowMs);
        }
    }

    /// <summary>Milliseconds until time must pass again.</summary>
    public int WaitMs(long nowMs) => _panel == null ? int.MaxValue : _panel.WaitMs(nowMs);
}
