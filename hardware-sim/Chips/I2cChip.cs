namespace Fachwerk.Simulator.Chips;

/// <summary>A chip as the wires of an I²C bus see it: start, bytes one by one, stop.</summary>
public abstract class I2cChip
{
    /// <summary>False while a fault keeps the chip from answering: its address is not acknowledged.</summary>
    public bool IsPresent { get; set; } = true;

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
