using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Compartments in people's words.</summary>
public sealed class CompartmentPresenter(Texts texts, LocalTime time)
{
    public CompartmentMessage Show(CompartmentView compartment)
    {
        ArgumentNullException.ThrowIfNull(compartment);
        return new CompartmentMessage(
            compartment.Number,
            compartment.Size.ToString(),
            texts.Of("size", compartment.Size),
            compartment.Door.ToString(),
            texts.Of("door", compartment.Door),
            compartment.DoorChangedAt is { } since ? time.Full(since) : "",
            compartment.Process.ToString(),
            texts.Of("process", compartment.Process),
            IconOf(compartment.Process),
            ToneOf(compartment.Process));
    }

    /// <summary>How much a process state asks for attention.</summary>
    public static string ToneOf(ProcessState process) => process switch
    {
        ProcessState.Ready => "Quiet",
        ProcessState.Released or ProcessState.InUse => "Notice",
        ProcessState.LeftOpen or ProcessState.Blocked or ProcessState.BreakIn => "Trouble",
        _ => "Off"
    };

    private static string IconOf(ProcessState process) => process switch
    {
        ProcessState.Ready => "circle-check",
        ProcessState.Released => "key",
        ProcessState.InUse => "hand-stop",
        ProcessState.LeftOpen => "clock-exclamation",
        ProcessState.Blocked => "lock-x",
        ProcessState.BreakIn => "alert-triangle",
        ProcessState.Quarantined => "ban",
        _ => "tool"
    };
}
