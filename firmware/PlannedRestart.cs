using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>A restart that is told beforehand to whoever starts next, and waits for the doors.</summary>
/// <param name="boot">Where it is written down.</param>
/// <param name="opener">What is opened is finished first.</param>
public sealed class PlannedRestart(IBoard board, BootRecord boot, DoorOpener opener)
{
    private readonly IBoard _board = board;
    private readonly BootRecord _boot = boot;
    private readonly DoorOpener _opener = opener;
    private long _atMs = long.MaxValue;

    /// <summary>True when there will be one.</summary>
    public bool IsPlanned => _atMs != long.MaxValue;

    /// <summary>Plans it; one that is planned stays. False when it cannot be written down.</summary>
    public bool TryPlan(long atMs)
    {
        if (!IsPlanned && _boot.TryMark(BootReason.Planned))
        {
            _atMs = atMs;
        }
        return IsPlanned;
    }

    /// <summary>Restarts when it is time.</summary>
    public void Tick(long nowMs)
    {
        if (nowMs >= _atMs && _opener.IsIdle)
        {
            _board.Restart();
        }
    }
}
