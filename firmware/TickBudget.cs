using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware;

/// <summary>
/// A tick has 10 ms of bus time. Keys, doors, orders and what they write come first; the rest waits for the next tick
/// when I²C 1 was already busy in this one, or when something dear was done. Each limit of bytes leaves room for what
/// follows it at its largest.
/// </summary>
/// <param name="mainBus">I²C 1, whose bytes are limited.</param>
public sealed class TickBudget(GuardedBus mainBus)
{
    /// <summary>An event telegram may be put together: to read 5 events takes 104 bytes.</summary>
    public const int EventsUpTo = 70;

    /// <summary>A datagram may be taken: an order and what it writes take 200 bytes.</summary>
    public const int InboundUpTo = 120;

    /// <summary>A step of the table may be taken: to copy a setting takes 200 bytes.</summary>
    public const int TableUpTo = 160;

    /// <summary>What a tick of the start may take in all, a portion at a time behind everything else.</summary>
    public const int StartBytes = 330;

    /// <summary>A byte to the display takes as long as so many on I²C 1.</summary>
    public const int DisplayByteBytes = 4;

    /// <summary>The display may be written, on its own slower bus: up to 4.5 ms.</summary>
    public const int DisplayUpTo = 150;

    private readonly GuardedBus _mainBus = mainBus;

    /// <summary>True when this tick did something dear already: what can wait for the next one does.</summary>
    public bool HasDoneDear { get; private set; }

    /// <summary>A tick begins.</summary>
    public void Begin()
    {
        HasDoneDear = false;
    }

    /// <summary>Something dear is being done.</summary>
    public void NoteDear()
    {
        HasDoneDear = true;
    }

    /// <summary>True when I²C 1 has moved so few bytes in this tick.</summary>
    public bool Allows(int bytes) => _mainBus.TickBytes <= bytes;
}
