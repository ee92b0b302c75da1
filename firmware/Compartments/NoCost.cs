namespace Fachwerk.Firmware.Compartments;

/// <summary>An opening that uses nothing up: that of a technician or an operator.</summary>
public sealed class NoCost : IOpeningCost
{
    /// <summary>The one there is.</summary>
    public static readonly NoCost Instance = new NoCost();

    private NoCost()
    {
    }

    /// <inheritdoc />
    public bool TryPay(Opening opening, uint eventNumber) => true;
}
