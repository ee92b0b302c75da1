namespace Fachwerk.Firmware.Compartments;

/// <summary>Who wants to hear how an opening went.</summary>
public interface IOpeningListener
{
    /// <summary>The first pulse has been given, or could not be.</summary>
    /// <param name="orderId">The order that asked for it; 0 = a code.</param>
    void OnPulsed(int compartment, uint orderId, bool succeeded, long nowMs);

    /// <summary>The door stayed shut after all pulses.</summary>
    void OnBlocked(int compartment, long nowMs);
}
