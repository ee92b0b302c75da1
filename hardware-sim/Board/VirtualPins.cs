using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Board;

/// <summary>The pins of the ESP32 that are not on a bus.</summary>
internal sealed class VirtualPins : IBoardPins
{
    private readonly VirtualBoard _board;
    private readonly IoMeter _meter;

    internal VirtualPins(VirtualBoard board, IoMeter meter)
    {
        _board = board;
        _meter = meter;
    }

    public bool MainsGood
    {
        get
        {
            CountPanel();
            return _board.MainsGood;
        }
    }

    public bool TamperClosed
    {
        get
        {
            CountPanel();
            return _board.TamperClosed;
        }
    }

    public void SelectKeypadRow(int row)
    {
        CountPanel();
        _board.Keypad.SelectRow(row);
    }

    public int ReadKeypadColumns()
    {
        CountPanel();
        return _board.Keypad.ReadColumns();
    }

    public void TriggerSolenoidSupply()
    {
        _meter.Count();
        _board.TriggerSolenoidSupply();
    }

    public void FeedWatchdog()
    {
        _meter.Count();
        _board.FeedWatchdog();
    }

    public void SetBuzzer(bool sounding)
    {
        CountPanel();
        _board.SetBuzzer(sounding);
    }

    public void SetLed(LedColor color)
    {
        CountPanel();
        _board.SetLed(color);
    }

    // On the Ethernet board these pins are taken by its network.
    private void CountPanel()
    {
        if (_board.HasPanelExpander)
            throw new InvalidOperationException("This board has no such pin.");
        _meter.Count();
    }
}
