namespace Fachwerk.Simulator.Chips;

/// <summary>Where an INA219 is soldered in.</summary>
public interface ISupplyProbe
{
    /// <summary>Voltage across the shunt, in volts.</summary>
    double ShuntVolts { get; }

    /// <summary>Voltage of the bus, in volts.</summary>
    double BusVolts { get; }
}
