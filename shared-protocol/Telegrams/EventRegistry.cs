namespace Fachwerk.Protocol.Telegrams;

/// <summary>What the registry "Event kinds" of SPEC.md says of each kind.</summary>
public static class EventRegistry
{
    /// <summary>Events that may wait while what anyone can cause without end is still told one by one.</summary>
    public const int GivesWayMax = 1000;

    /// <summary>The same of what someone must know, but what can be caused again and again, though slowly.</summary>
    public const int RepeatableMax = 1800;

    /// <summary>What only the backend or people with its codes cause is always told one by one.</summary>
    public const int KeptMax = int.MaxValue;

    private const byte DetailsMask = 3;
    private const byte InTurn = 4;
    private const byte Alarm = 8;
    private const byte Repeatable = 16;
    private const byte Kept = 32;
    private const byte Known = 64;

    // By number, from 0: how many details, and what is true of it. A kind that has no row here is always counted.
    private static readonly byte[] Kinds =
    {
        0,
        /* Booted */ Known | InTurn | 3,
        /* Gap */ Known | Kept | 1,
        /* CodeAccepted */ Known | Kept | 1,
        /* CodeRefused */ Known | 2,
        /* CodeWrong */ Known | 1,
        /* KeypadLocked */ Known | Repeatable | 1,
        /* KeypadUnlocked */ Known | 0,
        /* Pulsed */ Known | 2,
        /* DoorOpened */ Known | Repeatable | 0,
        /* DoorClosed */ Known | Repeatable | 1,
        /* DoorLeftOpen */ Known | Repeatable | 1,
        /* DoorBlocked */ Known | Repeatable | 1,
        /* BreakIn */ Known | Repeatable | Alarm | 0,
        /* OrderStarted */ Known | Kept | 2,
        /* OrderFinished */ Known | Kept | 2,
        /* TableApplied */ Known | Kept | InTurn | 2,
        /* ClockSet */ Known | InTurn | 2,
        /* PartFailed */ Known | 1,
        /* PartRecovered */ Known | InTurn | 1,
        /* MainsLost */ Known | 0,
        /* MainsRestored */ Known | 0,
        /* TamperOpened */ Known | Alarm | 0,
        /* TamperClosed */ Known | 0,
        /* EpochStepped */ Known | Kept | InTurn | 1,
        /* Reopened */ Known | Repeatable | 1,
        /* DepositSwapped */ Known | Kept | 2,
        /* DuressEntered */ Known | Repeatable | Alarm | 1,
        /* OfflineAccepted */ Known | Kept | 2,
        /* OfflineRefused */ Known | 3,
        /* Quarantined */ Known | Kept | 1,
        /* QuarantineLifted */ Known | Kept | 0,
        /* Flapping */ Known | 1,
        /* ChannelClosed */ Known | Repeatable | 1,
        /* ChannelOpened */ Known | 1,
        /* SupplyLow */ Known | 1,
        /* SupplyRestored */ Known | 1,
        /* MaintenanceEntered */ Known | Repeatable | 1,
        /* TableRefused */ Known | 2,
        /* TimeRefused */ Known | 2,
        /* ConfigurationFault */ Known | 1,
        /* MemoryMended */ Known | InTurn | 2,
        /* Summed */ Known | Kept | 3,
        /* DoorFoundOpen */ Known | Repeatable | 0,
        /* DoorFoundClosed */ Known | Repeatable | 0,
        /* DepositKept */ Known | Kept | 1
    };

    /// <summary>How many details an event of the kind has, 0 to 3; 1 of a kind that has no row.</summary>
    public static int DetailsOf(EventKind kind)
    {
        int row = Row(kind);
        return (row & Known) != 0 ? row & DetailsMask : 1;
    }

    /// <summary>How many events may wait while the kind is still told one by one; 0 = it never is.</summary>
    public static int WaitingMax(EventKind kind)
    {
        int row = Row(kind);
        return (row & Kept) != 0 ? KeptMax
            : (row & Repeatable) != 0 ? RepeatableMax : (row & Known) != 0 ? GivesWayMax : 0;
    }

    /// <summary>True when a depot that has just started tells of it before its turn.</summary>
    public static bool IsUrgent(EventKind kind) => (Row(kind) & InTurn) == 0;

    /// <summary>True when someone is to be alarmed.</summary>
    public static bool IsAlarm(EventKind kind) => (Row(kind) & Alarm) != 0;

    private static int Row(EventKind kind) => (int)kind < Kinds.Length ? Kinds[(int)kind] : 0;
}
