namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Who wants to hear of doors. Called within the tick that noticed it, after the event is in the journal.
/// </summary>
public interface IDoorListener
{
    /// <summary>A door opened.</summary>
    /// <param name="wasExpected">True after a pulse, false for a break-in.</param>
    void OnDoorOpened(int compartment, bool wasExpected, long nowMs);

    /// <summary>A door closed.</summary>
    void OnDoorClosed(int compartment, long nowMs);
}
