namespace Fachwerk.Firmware.Compartments;

/// <summary>What an opening uses up: a use of its code, a free compartment.</summary>
public interface IOpeningCost
{
    /// <summary>Uses it up for good, between the event and the pulse.</summary>
    /// <param name="eventNumber">The event that explains the opening.</param>
    /// <returns>False when that could not be made durable: then there is no pulse.</returns>
    bool TryPay(Opening opening, uint eventNumber);
}
