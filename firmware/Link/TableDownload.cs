using System;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Reads the synced table block by block (RFC 7959) and has it applied. An ETag that changes between blocks restarts
/// the read, at most three times, then after 60 s; a digest that does not match leads to one full read from 0.
/// </summary>
public sealed class TableDownload
{
    private const int RestartsMax = 3;
    private const int HoldMs = 60000;
    private const int StepsPerTick = 2;

    private readonly DepotParts parts;
    private readonly TableUpdate update;
    private readonly byte[] body = new byte[Limits.TableBodyMax];
    private readonly byte[] etag = new byte[InnerMessage.ETagMax];
    private int etagCount;
    private int received;
    private int block;
    private int sizeExponent;
    private int restarts;
    private bool isFull;
    private long holdUntilMs;

    /// <summary>A download into the table of these parts.</summary>
    public TableDownload(DepotParts parts, TableUpdate update)
    {
        this.parts = parts;
        this.update = update;
        Restart();
    }

    /// <summary>True while the table is to be read.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>True while a body is being applied.</summary>
    public bool IsApplying => update.State == UpdateState.Running;

    /// <summary>Asks for a read; a hold after failures stays.</summary>
    public void Want()
    {
        IsWanted = true;
    }

    /// <summary>True when the next block may be requested now.</summary>
    public bool IsDue(long nowMs) => IsWanted && !IsApplying && nowMs >= holdUntilMs && parts.Table.IsLevel;

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        if (IsApplying)
        {
            return 1;
        }
        if (!IsWanted)
        {
            return int.MaxValue;
        }
        return holdUntilMs > nowMs ? (int)(holdUntilMs - nowMs) : 1;
    }

    /// <summary>Fills in the request of the next block.</summary>
    public void Request(InnerMessage inner)
    {
        inner.Begin(CoapCode.Get);
        inner.Resource = Resource.Table;
        inner.Since = isFull ? 0 : parts.Table.Version;
        inner.Block2 = BlockValue.Encode(block, false, sizeExponent);
    }

    /// <summary>Takes an answer; one that is no part of a table puts the read off.</summary>
    public void Take(InnerMessage inner, byte[] buffer, long nowMs)
    {
        if (inner.Code != CoapCode.Content)
        {
            Hold(nowMs);
            return;
        }
        bool isLast = true;
        if (inner.Block2 >= 0)
        {
            uint value = (uint)inner.Block2;
            if (BlockValue.Number(value) != block)
            {
                StartOver(nowMs);
                return;
            }
            sizeExponent = BlockValue.SizeExponent(value);
            isLast = !BlockValue.More(value);
        }
        if (block > 0 && !HasSameETag(inner))
        {
            StartOver(nowMs);
            return;
        }
        etagCount = inner.ETagCount;
        Array.Copy(inner.ETag, 0, etag, 0, etagCount);
        if (received + inner.PayloadCount > body.Length)
        {
            Hold(nowMs);
            return;
        }
        Array.Copy(buffer, inner.PayloadOffset, body, received, inner.PayloadCount);
        received += inner.PayloadCount;
        block++;
        if (isLast && !update.TryBegin(body, received))
        {
            Fail(nowMs);
        }
    }

    /// <summary>Applies a few operations, or brings the other half level.</summary>
    public void Tick(long nowMs)
    {
        if (!IsApplying)
        {
            parts.Table.Level();
            return;
        }
        for (int i = 0; i < StepsPerTick && IsApplying; i++)
        {
            update.Step();
        }
        if (update.State == UpdateState.Applied)
        {
            TakeOver();
        }
        else if (!IsApplying)
        {
            Fail(nowMs);
        }
    }

    private void TakeOver()
    {
        IsWanted = false;
        isFull = false;
        restarts = 0;
        Restart();
        parts.Settings.Take(parts.Table.Active);
        for (int i = 1; i <= parts.Bank.Compartments; i++)
        {
            if (update.WasAssigned(i))
            {
                parts.Reopenings.Note(i, 0);
            }
        }
        parts.Journal.TryAppend(EventKind.TableApplied, 0, update.VersionBefore, parts.Table.Version);
    }

    private void Fail(long nowMs)
    {
        if (isFull)
        {
            Hold(nowMs);
            return;
        }
        isFull = true;
        Restart();
    }

    private void StartOver(long nowMs)
    {
        restarts++;
        if (restarts > RestartsMax)
        {
            Hold(nowMs);
        }
        Restart();
    }

    private void Hold(long nowMs)
    {
        restarts = 0;
        holdUntilMs = nowMs + HoldMs;
        Restart();
    }

    private void Restart()
    {
        block = 0;
        received = 0;
        etagCount = 0;
        sizeExponent = BlockValue.LargestExponent;
    }

    private bool HasSameETag(InnerMessage inner) =>
        inner.ETagCount == etagCount && ByteRange.AreEqual(inner.ETag, 0, etag, 0, etagCount);
}
