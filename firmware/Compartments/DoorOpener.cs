using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Carries out openings one after another. What explains an opening is in the journal before it is asked for here. A
/// door that stays shut gets up to three pulses, each longer than the one before; a door whose state is not known, or
/// that is open already, gets one (D-07).
/// </summary>
public sealed class DoorOpener
{
    /// <summary>Openings that can wait: one for each compartment.</summary>
    public const int QueueMax = DepotIdentity.CompartmentsMax;

    /// <summary>Pulses until a door counts as blocked.</summary>
    public const int PulsesMax = 3;

    private const int DoorWaitMs = 1000;

    private readonly SolenoidDriver solenoids;
    private readonly DoorWatch doors;
    private readonly LockBank bank;
    private readonly Journal journal;
    private readonly IOpeningListener listener;
    private readonly int[] compartments = new int[QueueMax];
    private readonly uint[] orders = new uint[QueueMax];
    private int first;
    private int count;
    private int pulses;
    private bool expectsDoor;
    private long doorDueMs;

    /// <param name="listener">Hears how it went.</param>
    public DoorOpener(
        SolenoidDriver solenoids, DoorWatch doors, LockBank bank, Journal journal, IOpeningListener listener)
    {
        this.solenoids = solenoids;
        this.doors = doors;
        this.bank = bank;
        this.journal = journal;
        this.listener = listener;
    }

    /// <summary>Length of a first pulse.</summary>
    public int PulseMs { get; set; } = 300;

    /// <summary>True when nothing waits.</summary>
    public bool IsIdle => count == 0;

    /// <summary>True when another opening can be taken on and the compartment can be driven.</summary>
    public bool CanOpen(int compartment) => count < QueueMax && bank.CanDrive(compartment);

    /// <summary>Takes an opening on. Its event must be in the journal already.</summary>
    /// <param name="orderId">The order that asks for it; 0 = a code.</param>
    public bool TryRequest(int compartment, uint orderId)
    {
        if (!CanOpen(compartment))
        {
            return false;
        }
        int place = (first + count) % QueueMax;
        compartments[place] = compartment;
        orders[place] = orderId;
        count++;
        return true;
    }

    /// <summary>Goes on with the opening under way.</summary>
    public void Tick(long nowMs)
    {
        if (solenoids.Tick(nowMs))
        {
            EndPulse(nowMs);
        }
        if (count == 0)
        {
            return;
        }
        expectsDoor = expectsDoor && !(pulses > 0 && doors.StateOf(compartments[first]) == DoorState.Open);
        if (!solenoids.IsReady)
        {
            return;
        }
        if (pulses == 0)
        {
            StartPulse(nowMs);
        }
        else if (!expectsDoor || doors.StateOf(compartments[first]) != DoorState.Closed)
        {
            Finish();
        }
        else if (nowMs >= doorDueMs)
        {
            GoOn(nowMs);
        }
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = solenoids.WaitMs(nowMs);
        if (waitMs == int.MaxValue && count > 0)
        {
            waitMs = pulses > 0 && doorDueMs > nowMs ? (int)(doorDueMs - nowMs) : 1;
        }
        return waitMs;
    }

    private void StartPulse(long nowMs)
    {
        int compartment = compartments[first];
        expectsDoor = pulses > 0 || doors.StateOf(compartment) == DoorState.Closed;
        doors.Expect(compartment, nowMs);
        // 1, 1.5 and 2 times the length: a stiff latch needs longer, not more often.
        int pulseMs = PulseMs + PulseMs * pulses / 2;
        if (solenoids.TryStart(compartment, pulseMs, nowMs))
        {
            pulses++;
            return;
        }
        if (pulses == 0)
        {
            listener.OnPulsed(compartment, orders[first], false);
        }
        Finish();
    }

    private void EndPulse(long nowMs)
    {
        journal.TryAppend(
            EventKind.Pulsed, compartments[first], (uint)solenoids.PulsedMs, (uint)solenoids.PeakMilliamps);
        doorDueMs = nowMs + DoorWaitMs;
        if (pulses == 1)
        {
            listener.OnPulsed(compartments[first], orders[first], true);
        }
    }

    private void GoOn(long nowMs)
    {
        if (pulses < PulsesMax)
        {
            StartPulse(nowMs);
            return;
        }
        journal.TryAppend(EventKind.DoorBlocked, compartments[first], (uint)pulses, 0);
        listener.OnBlocked(compartments[first], nowMs);
        Finish();
    }

    private void Finish()
    {
        first = (first + 1) % QueueMax;
        count--;
        pulses = 0;
    }
}
