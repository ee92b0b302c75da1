using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>What an event of a depot does to a compartment: its door and its process, each for itself.</summary>
public static class CompartmentRules
{
    /// <summary>
    /// Whatever was released has opened or failed by then: one opening after another, each with its pulses.
    /// </summary>
    public static readonly TimeSpan ReleasedMax = TimeSpan.FromMinutes(5);

    /// <summary>The state after an event that concerns the compartment.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="failed">For the end of an order: whether it ended without a pulse.</param>
    /// <param name="at">When.</param>
    public static CompartmentState After(CompartmentState state, EventKind kind, bool failed, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state
            .WithDoor(DoorAfter(state.Door, kind), at)
            .WithProcess(ProcessAfter(state, kind, failed), at);
    }

    /// <summary>
    /// The state after a check-in that was made when exactly the events so far had happened: then it is right about the
    /// door, and what follows from it alone.
    /// </summary>
    /// <param name="state">The state before.</param>
    /// <param name="told">How it says that the door stands; unknown changes nothing.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="now">For a release that came to nothing.</param>
    public static CompartmentState AfterCheckIn(
        CompartmentState state, DoorState told, DateTimeOffset at, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var process = told switch
        {
            DoorState.Closed when state.Process is ProcessState.InUse or ProcessState.LeftOpen => ProcessState.Ready,
            DoorState.Closed when state.Process == ProcessState.Released
                && now - state.ProcessChangedAt > ReleasedMax => ProcessState.Ready,
            DoorState.Open when state.Door != DoorState.Open
                && state.Process is (ProcessState.Ready or ProcessState.Released or ProcessState.Blocked) =>
                ProcessState.InUse,
            _ => state.Process
        };
        return told == DoorState.Unknown ? state : state.WithDoor(told, at).WithProcess(process, at);
    }

    /// <summary>True for what opens a door because someone typed a code.</summary>
    internal static bool IsByCode(EventKind kind) => kind is EventKind.CodeAccepted or EventKind.OfflineAccepted
        or EventKind.Reopened or EventKind.DepositSwapped;

    private static DoorState DoorAfter(DoorState door, EventKind kind) => kind switch
    {
        EventKind.DoorOpened or EventKind.DoorFoundOpen or EventKind.BreakIn or EventKind.DoorLeftOpen =>
            DoorState.Open,
        EventKind.DoorClosed or EventKind.DoorFoundClosed or EventKind.DoorBlocked => DoorState.Closed,
        _ => door
    };

    private static ProcessState ProcessAfter(CompartmentState state, EventKind kind, bool failed)
    {
        var process = state.Process;
        if (kind == EventKind.BreakIn)
            return process == ProcessState.OutOfService ? process : ProcessState.BreakIn;
        if (process is ProcessState.Quarantined or ProcessState.OutOfService)
            return kind == EventKind.QuarantineLifted && process == ProcessState.Quarantined
                ? ProcessState.Ready : process;
        if (kind == EventKind.Quarantined)
            return ProcessState.Quarantined;
        // A break-in stays until a person opens the door from afar to look at it; a code does not end it.
        if (process == ProcessState.BreakIn)
            return kind == EventKind.OrderStarted ? ProcessState.Released : process;
        return kind switch
        {
            EventKind.OrderStarted => ProcessState.Released,
            _ when IsByCode(kind) => ProcessState.Released,
            EventKind.Pulsed when state.Door == DoorState.Open => ProcessState.InUse,
            EventKind.DoorOpened or EventKind.DoorFoundOpen => ProcessState.InUse,
            EventKind.DoorClosed or EventKind.DoorFoundClosed => ProcessState.Ready,
            // Nothing waits for a door in a depot that has just started; one that stands open is told next.
            EventKind.Booted when process == ProcessState.Released => ProcessState.Ready,
            EventKind.DoorLeftOpen => ProcessState.LeftOpen,
            EventKind.DoorBlocked => ProcessState.Blocked,
            EventKind.OrderFinished when failed && process == ProcessState.Released => ProcessState.Ready,
            _ => process
        };
    }
}

/// <summary>Door and process of a compartment, each with the time of its last change.</summary>
/// <param name="Door">How the door stands.</param>
/// <param name="DoorChangedAt">Since when.</param>
/// <param name="Process">What is going on.</param>
/// <param name="ProcessChangedAt">Since when.</param>
public sealed record CompartmentState(
    DoorState Door, DateTimeOffset? DoorChangedAt, ProcessState Process, DateTimeOffset? ProcessChangedAt)
{
    /// <summary>A compartment of which nothing was heard.</summary>
    public static CompartmentState Fresh { get; } = new(DoorState.Unknown, null, ProcessState.Ready, null);

    internal CompartmentState WithDoor(DoorState door, DateTimeOffset at) =>
        door == Door ? this : this with { Door = door, DoorChangedAt = at };

    internal CompartmentState WithProcess(ProcessState process, DateTimeOffset at) =>
        process == Process ? this : this with { Process = process, ProcessChangedAt = at };
}
