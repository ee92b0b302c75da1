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
            _meter.Count();
            return _board.MainsGood;
        }
    }

    public bool TamperClosed
    {
        get
        {
            _meter.Count();
            return _board.TamperClosed;
        }
    }

    public void SelectKeypadRow(int row)
    {
        _meter.Count();
        _board.Keypad.SelectRow(row);
    }

    public int ReadKeypadColumns()
    {
        _meter.Count();
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
        _meter.Count();
        _board.SetBuzzer(sounding);
    }

    public void SetLed(LedColor color)
    {
        _meter.Count();
        _board.SetLed(color);
    }
}
