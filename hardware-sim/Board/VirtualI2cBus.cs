using Fachwerk.DeviceRuntime;
using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// An I²C bus at transaction level (UM10204): addresses without a chip are not acknowledged, bytes cost time, a data
/// line that is held low stops everything. The firmware reaches it by the edge's own code (<see cref="DeviceBus"/>),
/// a technician's adapter directly.
/// </summary>
public sealed class VirtualI2cBus : II2cBus, IBusWires
{
    private const int AddressMax = 0x77;
    private const int BitsPerByte = 9;
    private const int StartAndStopBits = 2;

    // UM10204 §3.1.16: a chip lets go of the data line within nine clock pulses.
    private const int RecoveryPulses = 9;

    private readonly BoardClock _clock;
    private readonly IoMeter _meter;
    private readonly int _kilohertz;
    private readonly I2cChip?[] _chips = new I2cChip?[AddressMax + 1];
    private bool _isDataDriven;
    private bool _isClockDriven;
    private int _stallOnceMs;

    /// <summary>A bus without chips.</summary>
    public VirtualI2cBus(BoardClock clock, IoMeter meter, int kilohertz)
    {
        _clock = clock;
        _meter = meter;
        _kilohertz = kilohertz;
    }

    /// <summary>Fault: a short holds the data line low; nothing is acknowledged and no clocking helps.</summary>
    public bool IsStuck { get; set; }

    /// <summary>How long the controller waits for a line that does not move, up to a second.</summary>
    public int StallMs { get; set; } = 1;

    /// <summary>Fault: the data line's input reads low whatever its level.</summary>
    public bool ReadsLow { get; set; }

    /// <summary>True while the data line is low, by a short or by a chip.</summary>
    public bool IsHeld
    {
        get
        {
            if (IsStuck)
                return true;
            foreach (I2cChip? chip in _chips)
            {
                if (chip is { IsPresent: true, HeldPulses: > 0 })
                    return true;
            }

            return false;
        }
    }

    /// <summary>Transactions so far.</summary>
    public long Transfers { get; private set; }

    /// <summary>Times that the pins were taken to clock the bus free.</summary>
    public int Recoveries { get; private set; }

    /// <summary>Times that the edge made a bus controller know one more chip, which allocates there.</summary>
    public int Attachments { get; private set; }

    /// <summary>What the controller has waited so far for lines that did not move.</summary>
    public long StalledMicros { get; private set; }

    /// <inheritdoc />
    public int StalledMs { get; private set; }

    /// <inheritdoc />
    public long NowMs => _clock.NowMs;

    /// <inheritdoc />
    public bool IsDataHigh => !ReadsLow && !_isDataDriven && !IsHeld;

    /// <inheritdoc />
    public bool IsClockHigh => !_isClockDriven;

    /// <summary>Solders a chip in.</summary>
    public void Attach(int address, I2cChip chip) => _chips[address] = chip;

    /// <summary>The chips that are soldered in.</summary>
    public IReadOnlyList<I2cChip> Chips => [.. _chips.OfType<I2cChip>()];

    /// <summary>The chip at an address, if one is soldered in.</summary>
    public I2cChip? ChipAt(int address) => address is >= 0 and <= AddressMax ? _chips[address] : null;

    /// <summary>Resets every chip to its power-on state.</summary>
    public void PowerUp()
    {
        foreach (I2cChip? chip in _chips)
            chip?.PowerUp();
    }

    /// <summary>Fault: in the next transfer a line does not move for so long, and then it fails.</summary>
    public void StallOnce(int milliseconds) => _stallOnceMs = milliseconds;

    /// <inheritdoc />
    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        long before = StalledMicros;
        WireEnd end = Transfer(address, write, writeOffset, writeCount, read, readOffset, readCount);
        StalledMs = (int)Math.Ceiling((StalledMicros - before) / 1000.0);
        return end == WireEnd.Done;
    }

    /// <inheritdoc />
    public WireEnd Transfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        if (writeCount < 0 || readCount < 0 || writeCount + readCount == 0)
            throw new ArgumentException("A transaction writes or reads at least one byte.", nameof(writeCount));
        Transfers++;
        _meter.Count();
        if (IsHeld || _stallOnceMs > 0)
        {
            Stall();
            return WireEnd.TimedOut;
        }

        I2cChip? chip = ChipAt(address);
        if (chip is null || !chip.IsPresent)
        {
            Spend(1);
            return WireEnd.NotAcknowledged;
        }

        // A chip sees each byte when it is complete, so a power cut leaves the earlier ones with their effect.
        bool acknowledged = writeCount == 0 || WriteBytes(chip, write, writeOffset, writeCount);
        if (acknowledged && readCount > 0)
            ReadBytes(chip, read!, readOffset, readCount);
        chip.StopCondition();
        return acknowledged ? WireEnd.Done : WireEnd.NotAcknowledged;
    }

    /// <inheritdoc />
    public void Attach() => Attachments++;

    /// <inheritdoc />
    public void Take()
    {
        _meter.Count();
        Recoveries++;
    }

    /// <inheritdoc />
    public void DriveData(bool isLow)
    {
        _isDataDriven = isLow;
        SpendHalfAPulse();
    }

    /// <inheritdoc />
    public void DriveClock(bool isLow)
    {
        // A chip counts a pulse when the clock rises again.
        if (_isClockDriven && !isLow)
        {
            foreach (I2cChip? chip in _chips)
                chip?.Clock(1);
        }

        _isClockDriven = isLow;
        SpendHalfAPulse();
    }

    /// <summary>The controller is reset: its pins float.</summary>
    internal void LetGo()
    {
        _isDataDriven = false;
        _isClockDriven = false;
    }

    /// <inheritdoc />
    public void Recover()
    {
        Take();
        for (int pulse = 0; pulse < RecoveryPulses && IsHeld; pulse++)
        {
            DriveClock(isLow: true);
            DriveClock(isLow: false);
        }
    }

    private void Stall()
    {
        int micros = (_stallOnceMs > 0 ? _stallOnceMs : StallMs) * 1000;
        _stallOnceMs = 0;
        StalledMicros += micros;
        _clock.Spend(micros);
    }

    private bool WriteBytes(I2cChip chip, byte[] bytes, int offset, int count)
    {
        chip.StartCondition(reading: false);
        Spend(1);
        for (int index = 0; index < count; index++)
        {
            _meter.Count();
            Spend(1);
            if (!chip.AnswersGarbage && !chip.Write(bytes[offset + index]))
                return false;
        }

        return true;
    }

    private void ReadBytes(I2cChip chip, byte[] bytes, int offset, int count)
    {
        chip.StartCondition(reading: true);
        Spend(1);
        for (int index = 0; index < count; index++)
        {
            _meter.Count();
            Spend(1);
            bytes[offset + index] = chip.AnswersGarbage ? chip.Garbage() : chip.Read();
        }
    }

    private void SpendHalfAPulse() => _clock.Spend(1000 / _kilohertz / 2);

    private void Spend(int bytes) => _clock.Spend((bytes * BitsPerByte + StartAndStopBits) * 1000 / _kilohertz);
}
