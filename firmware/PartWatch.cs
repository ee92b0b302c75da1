using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>Journals what fails and recovers: expanders, display, clock, mains, tamper switch.</summary>
internal sealed class PartWatch
{
    private const int SettleMs = 200;

    private readonly IBoardPins pins;
    private readonly DepotParts parts;
    private readonly bool[] hasFailed;
    private bool wasMainsGood = true;
    private bool wasTamperClosed = true;
    private long settledMs;
    private bool isSettling;

    public PartWatch(IBoardPins pins, DepotParts parts)
    {
        this.pins = pins;
        this.parts = parts;
        hasFailed = new bool[(int)DepotPart.FirstExpander + parts.Bank.Count];
    }

    /// <summary>Looks at every part.</summary>
    public void Tick(long nowMs)
    {
        Tell((int)DepotPart.Clock, parts.Clock.IsFaulty);
        Tell((int)DepotPart.Table, parts.Table.IsFaulty);
        Tell((int)DepotPart.Display, parts.Display.IsFaulty);
        for (int i = 0; i < parts.Bank.Count; i++)
        {
            Tell((int)DepotPart.FirstExpander + i, parts.Bank.IsFaulty(i));
        }
        WatchPins(nowMs);
    }

    /// <summary>Milliseconds until it must run again if nothing changes.</summary>
    public int WaitMs() => isSettling ? SettleMs / 4 : int.MaxValue;

    private void WatchPins(long nowMs)
    {
        bool isMainsGood = pins.MainsGood;
        bool isTamperClosed = pins.TamperClosed;
        isSettling = isMainsGood != wasMainsGood || isTamperClosed != wasTamperClosed;
        if (!isSettling)
        {
            settledMs = nowMs + SettleMs;
            return;
        }
        if (nowMs < settledMs)
        {
            return;
        }
        isSettling = false;
        if (isMainsGood != wasMainsGood)
        {
            wasMainsGood = isMainsGood;
            Append(isMainsGood ? EventKind.MainsRestored : EventKind.MainsLost, 0);
        }
        if (isTamperClosed != wasTamperClosed)
        {
            wasTamperClosed = isTamperClosed;
            Append(isTamperClosed ? EventKind.TamperClosed : EventKind.TamperOpened, 0);
        }
    }

    private void Tell(int part, bool isFaulty)
    {
        if (isFaulty != hasFailed[part])
        {
            hasFailed[part] = isFaulty;
            Append(isFaulty ? EventKind.PartFailed : EventKind.PartRecovered, part);
        }
    }

    private void Append(EventKind kind, int part) => parts.Journal.TryAppend(kind, 0, (uint)part, 0);
}
