using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// An I²C bus at transaction level (UM10204): addresses without a chip are not acknowledged, bytes cost time, a data
/// line that is held low stops everything.
/// </summary>
public sealed class VirtualI2cBus : II2cBus
{
    private const int AddressMax = 0x77;
    private const int BitsPerByte = 9;
    private const int StartAndStopBits = 2;

    // UM10204 §3.1.16: a chip lets go of the data line within nine clock pulses.
    private const int RecoveryPulses = 9;

    // Ours: what the controller waits for a line that does not rise.
    private const int HeldMicros = 1_000;

    private readonly BoardClock _clock;
    private readonly IoMeter _meter;
    private readonly int _kilohertz;
    private readonly I2cChip?[] _chips = new I2cChip?[AddressMax + 1];

    /// <summary>A bus without chips.</summary>
    public VirtualI2cBus(BoardClock clock, IoMeter meter, int kilohertz)
    {
        _clock = clock;
        _meter = meter;
        _kilohertz = kilohertz;
    }

    /// <summary>Fault: a short holds the data line low; nothing is acknowledged and no clocking helps.</summary>
    public bool IsStuck { get; set; }

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

    /// <summary>Times that a held line was clocked.</summary>
    public int Recoveries { get; private set; }

    /// <summary>Solders a chip in.</summary>
    public void Attach(int address, I2cChip chip) => _chips[address] = chip;

    /// <summary>The chip at an address, if one is soldered in.</summary>
    public I2cChip? ChipAt(int address) => address is >= 0 and <= AddressMax ? _chips[address] : null;

    /// <summary>Resets every chip to its power-on state.</summary>
    public void PowerUp()
    {
        foreach (I2cChip? chip in _chips)
            chip?.PowerUp();
    }

    /// <inheritdoc />
    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        if (writeCount < 0 || readCount < 0 || writeCount + readCount == 0)
            throw new ArgumentException("A transaction writes or reads at least one byte.", nameof(writeCount));
        Transfers++;
        _meter.Count();
        if (IsHeld)
        {
            _clock.Spend(HeldMicros);
            return false;
        }

        I2cChip? chip = ChipAt(address);
        if (chip is null || !chip.IsPresent)
        {
            Spend(1);
            return false;
        }

        // A chip sees each byte when it is complete, so a power cut leaves the earlier ones with their effect.
        bool acknowledged = writeCount == 0 || WriteBytes(chip, write, writeOffset, writeCount);
        if (acknowledged && readCount > 0)
            ReadBytes(chip, read!, readOffset, readCount);
        chip.StopCondition();
        return acknowledged;
    }

    /// <inheritdoc />
    public bool TryRecover()
    {
        _meter.Count();
        if (!IsHeld)
            return true;
        Recoveries++;
        Spend(1);
        foreach (I2cChip? chip in _chips)
            chip?.Clock(RecoveryPulses);
        return !IsHeld;
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

    private void Spend(int bytes) => _clock.Spend((bytes * BitsPerByte + StartAndStopBits) * 1000 / _kilohertz);
}
