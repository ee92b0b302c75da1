namespace Fachwerk.Firmware.Board;

/// <summary>The pins that are not on a bus.</summary>
public interface IBoardPins
{
    /// <summary>True while the mains supply is good.</summary>
    bool MainsGood { get; }

    /// <summary>True while the housing is shut.</summary>
    bool TamperClosed { get; }

    /// <summary>
    /// Drives one row of the keypad (0-3) low and floats the others; 4 drives all of them, -1 floats all.
    /// </summary>
    void SelectKeypadRow(int row);

    /// <summary>The columns that read low: bit 0 = left, bit 1 = middle, bit 2 = right.</summary>
    int ReadKeypadColumns();

    /// <summary>Gives the monostable of the solenoid supply one trigger (at most 800 ms of supply).</summary>
    void TriggerSolenoidSupply();

    /// <summary>Feeds the external watchdog (2 s).</summary>
    void FeedWatchdog();

    /// <summary>The buzzer sounds while true.</summary>
    void SetBuzzer(bool sounding);

    /// <summary>The colour of the LED.</summary>
    void SetLed(LedColor color);
}
