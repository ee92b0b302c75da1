using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>Journals what fails and recovers: expanders, display, clock, mains, tamper switch.</summary>
internal sealed class PartWatch
{
    private const int SettleMs = 200;

    private readonly IBoardPins _pins;
    private readonly DepotParts _parts;
    private readonly bool[] _hasFailed;
    private bool _wasMainsGood = true;
    private bool _wasTamperClosed = true;
    private long _settledMs;
    private bool _isSettling;

    public PartWatch(IBoardPins pins, DepotParts parts)
    {
        _pins = pins;
        _parts = parts;
        _hasFailed = new bool[(int)DepotPart.FirstExpander + parts.Bank.Count];
    }

    /// <summary>Looks at every part.</summary>
    public void Tick(long nowMs)
    {
        Tell((int)DepotPart.Clock, _parts.Clock.IsFaulty);
        Tell((int)DepotPart.Table, _parts.Table.IsFaulty);
        Tell((int)DepotPart.Display, _parts.Display.IsFaulty);
        for (int i = 0; i < _parts.Bank.Count; i++)
        {
            Tell((int)DepotPart.FirstExpander + i, _parts.Bank.IsFaulty(i));
        }
        WatchPins(nowMs);
    }

    /// <summary>Milliseconds until it must run again if nothing changes.</summary>
    public int WaitMs() => _isSettling ? SettleMs / 4 : int.MaxValue;

    private void WatchPins(long nowMs)
    {
        bool isMainsGood = _pins.MainsGood;
        bool isTamperClosed = _pins.TamperClosed;
        _isSettling = isMainsGood != _wasMainsGood || isTamperClosed != _wasTamperClosed;
        if (!_isSettling)
        {
            _settledMs = nowMs + SettleMs;
            return;
        }
        if (nowMs < _settledMs)
        {
            return;
        }
        _isSettling = false;
        if (isMainsGood != _wasMainsGood)
        {
            _wasMainsGood = isMainsGood;
            Append(isMainsGood ? EventKind.MainsRestored : EventKind.MainsLost, 0);
        }
        if (isTamperClosed != _wasTamperClosed)
        {
            _wasTamperClosed = isTamperClosed;
            Append(isTamperClosed ? EventKind.TamperClosed : EventKind.TamperOpened, 0);
        }
    }

    private void Tell(int part, bool isFaulty)
    {
        if (isFaulty != _hasFailed[part])
        {
            _hasFailed[part] = isFaulty;
            Append(isFaulty ? EventKind.PartFailed : EventKind.PartRecovered, part);
        }
    }

    private void Append(EventKind kind, int part) => _parts.Journal.TryAppend(kind, 0, (uint)part, 0);
}
