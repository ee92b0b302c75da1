using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Board;

/// <summary>The pins of the ESP32 that are not on a bus.</summary>
internal sealed class VirtualPins : IBoardPins
{
    private readonly VirtualBoard board;
    private readonly IoMeter meter;

    internal VirtualPins(VirtualBoard board, IoMeter meter)
    {
        this.board = board;
        this.meter = meter;
    }

    public bool MainsGood
    {
        get
        {
            meter.Count();
            return board.MainsGood;
        }
    }

    public bool TamperClosed
    {
        get
        {
            meter.Count();
            return board.TamperClosed;
        }
    }

    public void SelectKeypadRow(int row)
    {
        meter.Count();
        board.Keypad.SelectRow(row);
    }

    public int ReadKeypadColumns()
    {
        meter.Count();
        return board.Keypad.ReadColumns();
    }

    public void TriggerSolenoidSupply()
    {
        meter.Count();
        board.TriggerSolenoidSupply();
    }

    public void FeedWatchdog()
    {
        meter.Count();
        board.FeedWatchdog();
    }

    public void SetBuzzer(bool sounding)
    {
        meter.Count();
        board.SetBuzzer(sounding);
    }

    public void SetLed(LedColor color)
    {
        meter.Count();
        board.SetLed(color);
    }
}
