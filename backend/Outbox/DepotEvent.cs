using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Outbox;

/// <summary>One row of the inbox, in the order in which its controller's rows arrived.</summary>
/// <param name="Depot">The depot the controller belonged to when it was received.</param>
/// <param name="Controller">The controller's number.</param>
/// <param name="Position">Its place in the inbox; grows per controller.</param>
/// <param name="Source">A journal event, or a step of an order.</param>
/// <param name="Number">The journal's event number, or the order's id.</param>
/// <param name="Kind">An <see cref="EventKind"/> or an <see cref="OrderStep"/>, by <paramref name="Source"/>.</param>
/// <param name="Compartment">1 to 64; 0 when it concerns none.</param>
/// <param name="Time">When the depot says it happened; null when its clock was not to be trusted.</param>
/// <param name="Detail">The detail items, as the registry of the kind lists them.</param>
/// <param name="ReceivedAt">When the gateway received it.</param>
public sealed record DepotEvent(
    DepotId Depot,
    long Controller,
    long Position,
    DepotEventSource Source,
    long Number,
    int Kind,
    int Compartment,
    DateTimeOffset? Time,
    IReadOnlyList<long> Detail,
    DateTimeOffset ReceivedAt)
{
    // More than the small steps that a depot's clock may take on one gateway's word.
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);

    /// <summary>True when the depot dates it later than it was received: then its clock was wrong.</summary>
    public bool IsAhead => Time - ReceivedAt > AheadMax;

    /// <summary>The best knowledge of when it happened: a wrong date would stay in the log for ever.</summary>
    public DateTimeOffset HappenedAt => IsAhead ? ReceivedAt : Time ?? ReceivedAt;

    /// <summary>The kind when it is a journal event.</summary>
    public EventKind EventKind => (EventKind)Kind;

    /// <summary>The kind when it is a step of an order.</summary>
    public OrderStep OrderStep => (OrderStep)Kind;

    /// <summary>The detail item at a place.</summary>
    /// <exception cref="InvalidDataException">It is missing: the event is not what its kind says.</exception>
    public long DetailAt(int place) => place < Detail.Count
        ? Detail[place]
        : throw new InvalidDataException($"Detail item {place} of kind {Kind} is missing.");

    /// <summary>Whether it is a journal event of this kind.</summary>
    public bool IsJournal(EventKind kind) => Source == DepotEventSource.Journal && EventKind == kind;
}

/// <summary>Where an inbox row comes from.</summary>
public enum DepotEventSource
{
    /// <summary>The depot's journal.</summary>
    Journal = 1,

    /// <summary>A step of an order, as the gateway saw it.</summary>
    Order = 2
}

/// <summary>The steps of an order that the gateway reports.</summary>
public enum OrderStep
{
    /// <summary>Its first telegram left.</summary>
    Sent = 1,

    /// <summary>The depot has answered.</summary>
    Acknowledged = 2,

    /// <summary>Its deadline passed without an answer.</summary>
    Expired = 3,

    /// <summary>It was cancelled before it was sent.</summary>
    Cancelled = 4
}
