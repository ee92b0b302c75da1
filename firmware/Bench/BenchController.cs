using Fachwerk.Firmware;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Bench;

/// <summary>
/// The controller on a bench, started anew as the device would be: when it asks for it, and after an exception that
/// nobody caught. It says in a line what can be seen of it, whenever that has changed.
/// </summary>
internal sealed class BenchController(BenchBoard board, Action<string> say)
{
    /// <summary>Faults in a row after which it is given up: a bench has somebody who looks at it.</summary>
    public const int FaultsMax = 5;

    private const long SteadyMs = 60_000;

    // More than a start takes until it knows who it is.
    private const long StartMs = 5_000;

    private LockerController? _controller;
    private long _startedMs;
    private int _faults;
    private string _said = "";

    /// <summary>The controller at work, for those who look on.</summary>
    public LockerController? Controller => _controller;

    /// <summary>Starts so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Expanders that it drives; 0 before it knows.</summary>
    public int Expanders { get; private set; }

    /// <summary>Lets it tick once.</summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <returns>Milliseconds until it must run again if no input changes.</returns>
    /// <exception cref="BenchException">It has failed again and again.</exception>
    public int Tick(long nowMs)
    {
        try
        {
            if (_controller is null)
                Start(nowMs);
            int waitMs = _controller!.Tick(nowMs - _startedMs);
            Expanders = _controller.IsWorking ? _controller.Parts.Bank.Count : Expanders;
            _faults = nowMs - _startedMs >= SteadyMs ? 0 : _faults;
            Tell(StateOf(_controller, nowMs - _startedMs));
            return waitMs;
        }
        catch (RestartException)
        {
            say("The controller restarts itself.");
            _controller = null;
            return 1;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            NoteFault(cause);
            return 1;
        }
    }

    private void Start(long nowMs)
    {
        Starts++;
        _startedMs = nowMs;
        _said = "";
        _controller = new LockerController(board, ApplicationVersion.Text);
    }

    private void NoteFault(Exception cause)
    {
        _faults++;
        say($"The controller failed: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}");
        if (_controller is { IsWorking: true } working)
            working.Parts.Boot.TryMark(BootReason.Fault);
        _controller = null;
        if (_faults >= FaultsMax)
            throw new BenchException($"The controller failed {_faults} times within minutes; it is not started again.");
    }

    private void Tell(string state)
    {
        if (state == _said)
            return;
        _said = state;
        say(state);
    }

    private static string StateOf(LockerController controller, long sinceStartMs)
    {
        DepotParts parts = controller.Parts;
        if (!controller.IsWorking)
            return parts.Panel.State.HasStorageFault ? "the FRAM does not answer"
                : sinceStartMs < StartMs ? "starting"
                : "no identity in the FRAM: write one with --identity FILE";
        List<int> open = [], unknown = [];
        for (int compartment = 1; compartment <= parts.Bank.Compartments; compartment++)
        {
            DoorState door = parts.Doors.StateOf(compartment);
            (door == DoorState.Open ? open : door == DoorState.Unknown ? unknown : []).Add(compartment);
        }

        string contact = !parts.Contact.IsKnown ? "no contact yet"
            : parts.Panel.State.IsOffline ? "contact lost" : "contact";
        string fault = parts.Panel.State.FaultyPart == 0 ? "" : $"; part {parts.Panel.State.FaultyPart} failed";
        return $"{contact}; doors open: {Listed(open)}; not seen: {Listed(unknown)}{fault}";
    }

    private static string Listed(List<int> compartments) =>
        compartments.Count == 0 ? "none" : string.Join(' ', compartments);
}
