using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Opens compartments under a maintenance code: one that was asked for, or all in a test.
/// Never more than one door is open in a test: the next has its turn when the one before was shut.
/// </summary>
public sealed class MaintenanceOpenings(LockBank bank, DoorWatch doors, DoorOpener opener)
{
    private readonly LockBank _bank = bank;
    private readonly DoorWatch _doors = doors;
    private readonly DoorOpener _opener = opener;
    private readonly Opening _opening = new Opening();
    private uint _codeId;
    private bool _isRefused;

    /// <summary>The compartment under test; 0 = no test runs.</summary>
    public int Testing { get; private set; }

    /// <summary>True while its door is open.</summary>
    public bool AwaitsClosing { get; private set; }

    /// <summary>True when the last test was stopped before its end.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>How many opened.</summary>
    public int Good { get; private set; }

    /// <summary>How many did not.</summary>
    public int Bad { get; private set; }

    /// <summary>Which, by number.</summary>
    public bool[] HasFailed { get; } = new bool[DepotIdentity.CompartmentsMax + 1];

    /// <summary>Under this code from now on; no test runs.</summary>
    public void Begin(uint codeId)
    {
        _codeId = codeId;
        Testing = 0;
    }

    /// <summary>Opens a compartment; false when it cannot be.</summary>
    public bool TryOpen(int compartment) =>
        _opener.TryOpen(
        _opening.FillForCode(EventKind.CodeAccepted, compartment, _codeId, 0, 0, false), NoCost.Instance);

    /// <summary>Begins to open all.</summary>
    public void BeginTest()
    {
        Good = 0;
        Bad = 0;
        WasStopped = false;
        System.Array.Clear(HasFailed, 0, HasFailed.Length);
        Testing = 0;
        TestNext();
    }

    /// <summary>Ends a test; false when none runs.</summary>
    public bool Stop()
    {
        WasStopped = Testing > 0;
        Testing = 0;
        return WasStopped;
    }

    /// <summary>On without waiting for the door that is open; false when none is.</summary>
    public bool TryGoOn()
    {
        if (Testing == 0 || !AwaitsClosing)
        {
            return false;
        }
        TestNext();
        return true;
    }

    /// <summary>Goes on with a test.</summary>
    /// <returns>True when it came a step further.</returns>
    public bool Tick()
    {
        bool isOpen = !_isRefused && _doors.StateOf(Testing) == DoorState.Open;
        if (Testing == 0 || !_opener.IsIdle || (isOpen && AwaitsClosing))
        {
            return false;
        }
        if (!AwaitsClosing)
        {
            Count(isOpen);
        }
        if (isOpen)
        {
            AwaitsClosing = true;
        }
        else
        {
            TestNext();
        }
        return true;
    }

    // One that cannot be asked for has failed already; it is counted with the next step, so that a step is short.
    private void TestNext()
    {
        AwaitsClosing = false;
        Testing = Testing < _bank.Compartments ? Testing + 1 : 0;
        _isRefused = Testing > 0 && !TryOpen(Testing);
    }

    private void Count(bool isGood)
    {
        Good += isGood ? 1 : 0;
        Bad += isGood ? 0 : 1;
        HasFailed[Testing] = !isGood;
    }
}
