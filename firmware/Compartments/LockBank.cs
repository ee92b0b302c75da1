using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// All expanders: compartment n is bit (n − 1) mod 8 of expander (n − 1) div 8. One that fails does not stop the
/// rest.
/// </summary>
public sealed class LockBank
{
    /// <summary>Compartments of one expander.</summary>
    public const int LocksPerExpander = 8;

    private const int RetryMs = 5000;
    private const int VerifyEveryMs = 1000;

    private readonly Pca9555[] _expanders;
    private readonly int[] _outputs;
    private long _retryMs;
    private long _verifyMs;
    private int _verified;
    private int _retried;

    /// <param name="compartments">Fitted compartments, 1 to 64.</param>
    public LockBank(II2cBus bus, int compartments)
    {
        Compartments = compartments;
        _expanders = new Pca9555[(compartments + LocksPerExpander - 1) / LocksPerExpander];
        _outputs = new int[_expanders.Length];
        for (int i = 0; i < _expanders.Length; i++)
        {
            _expanders[i] = new Pca9555(bus, Pca9555.FirstAddress + i);
        }
    }

    /// <summary>Fitted compartments.</summary>
    public int Compartments { get; }

    /// <summary>Number of expanders.</summary>
    public int Count => _expanders.Length;

    /// <summary>True when the compartment exists and its expander answers.</summary>
    public bool CanDrive(int compartment) =>
        compartment >= 1 && compartment <= Compartments
        && (Faulty >> ((compartment - 1) / LocksPerExpander) & 1) == 0;

    /// <summary>True when an expander did not answer last.</summary>
    public bool IsFaulty(int expander) => (Faulty >> expander & 1) != 0;

    /// <summary>A bit for each expander that did not answer last.</summary>
    public int Faulty { get; private set; }

    /// <summary>Switches all outputs of every expander off.</summary>
    public void SwitchAllOff()
    {
        for (int i = 0; i < _expanders.Length; i++)
        {
            Note(i, _expanders[i].TryInitialize());
        }
    }

    /// <summary>
    /// Tries again, every 5 s, to bring up expanders that do not answer; reads back, every second, what one of the
    /// others holds.
    /// </summary>
    public void Tick(long nowMs)
    {
        if (nowMs >= _retryMs)
        {
            _retryMs = nowMs + RetryMs;
            _retried = 0;
        }
        RetryNext();
        if (nowMs >= _verifyMs)
        {
            _verifyMs = nowMs + VerifyEveryMs;
            _verified = (_verified + 1) % _expanders.Length;
            TryVerify(_verified);
        }
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        if (_retried < _expanders.Length && Faulty >> _retried != 0)
        {
            return 1;
        }
        long dueMs = _retryMs < _verifyMs ? _retryMs : _verifyMs;
        return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }

    /// <summary>Reads back what an expander should hold; false marks it as faulty.</summary>
    public bool TryVerify(int expander)
    {
        return Note(expander, !IsFaulty(expander) && _expanders[expander].TryVerify(_outputs[expander]));
    }

    /// <summary>Switches one solenoid on and the others of its expander off.</summary>
    public bool TrySwitchOn(int compartment)
    {
        int expander = (compartment - 1) / LocksPerExpander;
        _outputs[expander] = 1 << ((compartment - 1) % LocksPerExpander);
        return Note(expander, _expanders[expander].TryDrive(_outputs[expander]));
    }

    /// <summary>Switches a solenoid off and looks at the pins whether all of its expander are.</summary>
    public bool TrySwitchOff(int compartment)
    {
        int expander = (compartment - 1) / LocksPerExpander;
        _outputs[expander] = 0;
        return Note(expander, _expanders[expander].TryDrive(0) && _expanders[expander].TryVerify(0)
            && _expanders[expander].TryReadOutputs(out int outputs) && outputs == 0);
    }

    /// <summary>Reads eight door switches: bit n = 1 when the door is open.</summary>
    public bool TryReadDoors(int expander, out int openDoors)
    {
        openDoors = 0;
        return (Faulty >> expander & 1) == 0
            && (_expanders[expander].TryReadSwitches(out openDoors) || Note(expander, false));
    }

    // One a tick, each once a round.
    private void RetryNext()
    {
        while (_retried < _expanders.Length)
        {
            int expander = _retried++;
            if (IsFaulty(expander))
            {
                Note(expander, _expanders[expander].TryInitialize());
                return;
            }
        }
    }

    private bool Note(int expander, bool isAnswering)
    {
        Faulty = isAnswering ? Faulty & ~(1 << expander) : Faulty | (1 << expander);
        return isAnswering;
    }
}
