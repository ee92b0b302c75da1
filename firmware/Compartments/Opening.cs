using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// What is to be opened and why: the event that explains it, and who may open it once more. Whoever asks for openings
/// has one and fills it anew.
/// </summary>
public sealed class Opening
{
    /// <summary>The event that explains it.</summary>
    public EventKind Kind { get; private set; }

    /// <summary>1 to 64.</summary>
    public int Compartment { get; private set; }

    /// <summary>First detail of the event.</summary>
    public uint Detail1 { get; private set; }

    /// <summary>Second detail of the event.</summary>
    public uint Detail2 { get; private set; }

    /// <summary>The order that asks for it; 0 = a code.</summary>
    public uint OrderId { get; private set; }

    /// <summary>The code that may open the compartment once more after it; 0 = none.</summary>
    public uint ReopenedBy { get; private set; }

    /// <summary>True when a use of its code is one of a few.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>Fills it in for a code.</summary>
    /// <param name="reopenedBy">The code that may open the compartment once more; 0 = none.</param>
    /// <param name="isLimited">True when the code has only so many uses.</param>
    public Opening FillForCode(
        EventKind kind, int compartment, uint detail1, uint detail2, uint reopenedBy, bool isLimited)
    {
        OrderId = 0;
        IsLimited = isLimited;
        Kind = kind;
        Compartment = compartment;
        Detail1 = detail1;
        Detail2 = detail2;
        ReopenedBy = reopenedBy;
        return this;
    }

    /// <summary>Fills it in for an order.</summary>
    public Opening FillForOrder(int compartment, uint orderId)
    {
        FillForCode(EventKind.OrderStarted, compartment, orderId, (uint)OrderKind.Open, 0, false);
        OrderId = orderId;
        return this;
    }
}
