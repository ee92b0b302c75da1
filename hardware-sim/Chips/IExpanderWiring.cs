namespace Fachwerk.Simulator.Chips;

/// <summary>What the pins of a PCA9555 are soldered to.</summary>
public interface IExpanderWiring
{
    /// <summary>
    /// The levels the outside puts on a port's pins (bit set = high); counts where a pin is an input.
    /// </summary>
    byte ReadLevels(int port);

    /// <summary>The pins of a port are driven anew; <see cref="Pca9555.DrivenHigh"/> tells how.</summary>
    void OutputsChanged(int port);
}
