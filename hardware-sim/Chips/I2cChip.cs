namespace Fachwerk.Simulator.Chips;

/// <summary>A chip as the wires of an I²C bus see it: start, bytes one by one, stop.</summary>
public abstract class I2cChip
{
    private uint _garbage = 2463534242;

    /// <summary>False while a fault keeps the chip from answering: its address is not acknowledged.</summary>
    public bool IsPresent { get; set; } = true;

    /// <summary>Fault: the chip acknowledges everything, keeps nothing and answers bits without meaning.</summary>
    public bool AnswersGarbage { get; set; }

    /// <summary>
    /// Fault: clock pulses until the chip lets go of the data line, as one does that was interrupted while it sent a
    /// low bit; <see cref="int.MaxValue"/> = never; 0 = it does not hold it.
    /// </summary>
    public int HeldPulses { get; set; }

    /// <summary>True while the chip has none of these faults.</summary>
    public bool IsSound => IsPresent && !AnswersGarbage && HeldPulses == 0;

    internal void Clock(int pulses)
    {
        if (HeldPulses != int.MaxValue)
            HeldPulses = Math.Max(0, HeldPulses - pulses);
    }

    // Marsaglia's xorshift: the same bits in every run.
    internal byte Garbage()
    {
        _garbage ^= _garbage << 13;
        _garbage ^= _garbage >> 17;
        _garbage ^= _garbage << 5;
        return (byte)_garbage;
    }

    /// <summary>The address byte went over the bus; a repeated start calls this again.</summary>
    public virtual void StartCondition(bool reading)
    {
    }

    /// <summary>One byte from the controller; it has its effect when this returns.</summary>
    /// <returns>False when the chip does not acknowledge it.</returns>
    public abstract bool Write(byte value);

    /// <summary>One byte to the controller.</summary>
    public abstract byte Read();

    /// <summary>The stop condition.</summary>
    public virtual void StopCondition()
    {
    }

    /// <summary>The supply came up: everything without a battery is at its power-on default.</summary>
    public abstract void PowerUp();
}
