using Fachwerk.Firmware;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariant 6: four wrong entries in a row lock the keypad whatever lies between them that opens nothing, and what was
/// locked or closed before a boot is so after it.
/// </summary>
internal sealed class LockoutCheck(WorldDepot depot, WorldCore world)
{
    private const int WrongMax = 4;
    private const int SlackSeconds = 15;
    private const int LiftMs = 1_200_000;

    private const int StoredAgainMs = 3_000;

    private long _heldMs = -StoredAgainMs;
    private int _wrong;
    private int _boot;
    private int _lockedSeconds;
    private int _closed;

    public void Judge(SeenEvent seen)
    {
        switch (seen.Kind)
        {
            case EventKind.CodeWrong when seen.Detail1 is >= TableCode.DigitsMin and <= OfflineCode.Digits:
                _wrong++;
                break;
            case EventKind.CodeAccepted or EventKind.OfflineAccepted or EventKind.Reopened
                or EventKind.MaintenanceEntered:
                _wrong = 0;
                break;
            default:
                break;
        }
    }

    public void AfterTick()
    {
        if (depot.Parts is not { } parts)
            return;
        // What could not be stored holds until the power goes, and the display says that the memory is out of order.
        bool isHeld = depot.Sim.Board.MainI2c.IsHeld || parts.MainBus.IsHeld || depot.HasStalled;
        _heldMs = isHeld ? world.Time.NowMs : _heldMs;
        if (world.Time.NowMs - _heldMs < StoredAgainMs)
        {
            (_wrong, _lockedSeconds, _closed) = (0, 0, 0);
            return;
        }

        bool isLifted = world.Time.NowMs - depot.LiftedMs < LiftMs;
        int lockedSeconds = parts.Lockout.RemainingSeconds;
        if (_wrong >= WrongMax && !isLifted && lockedSeconds == 0)
            Report($"{WrongMax} wrong entries in a row do not lock the keypad");
        _wrong = isLifted || lockedSeconds > 0 ? 0 : _wrong;

        int closed = ClosedOf(parts);
        if (_boot != depot.Sim.Boots && !isLifted)
        {
            if (_lockedSeconds > SlackSeconds && lockedSeconds < _lockedSeconds - SlackSeconds)
                Report($"a boot shortens the lock from {_lockedSeconds} s to {lockedSeconds} s");
            if ((_closed & ~closed) != 0)
                Report("a boot opens a closed channel");
        }

        _boot = depot.Sim.Boots;
        _lockedSeconds = lockedSeconds;
        _closed = closed;
    }

    // Only channels that need more than a few minutes still.
    private static int ClosedOf(DepotParts parts)
    {
        int closed = 0;
        for (int digits = TableCode.DigitsMin; digits <= OfflineCode.Digits; digits++)
        {
            bool isClosed = parts.Budgets.IsClosed(digits) && parts.Budgets.ClosedMinutes(digits) > 2;
            closed |= isClosed ? 1 << (digits - TableCode.DigitsMin) : 0;
        }

        return closed;
    }

    private void Report(string text) => world.Report(depot.Index, Invariant.LockoutsHold, text);
}
