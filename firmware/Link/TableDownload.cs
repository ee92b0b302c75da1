using System;
using Fachwerk.Firmware.Compartments;
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

    // Ours: blocks of 256 bytes, because to decrypt one takes a tick.
    private const int BlockExponent = 4;

    private readonly TickBudget _budget;
    private readonly SyncedTable _table;
    private readonly TableUpdate _update;
    private readonly Settings _settings;
    private readonly Reopenings _reopenings;
    private readonly Journal _journal;
    private readonly LockBank _bank;
    private readonly byte[] _body = new byte[Limits.TableBodyMax];
    private readonly byte[] _etag = new byte[InnerMessage.ETagMax];
    private int _etagCount;
    private int _received;
    private int _block;
    private int _sizeExponent;
    private int _restarts;
    private bool _isFull;
    private bool _isWantedAnew;
    private long _holdUntilMs;
    private uint _toldVersion;
    private TableRefusal _toldRefusal;

    /// <summary>A download into a table.</summary>
    /// <param name="settings">Taken from it.</param>
    /// <param name="reopenings">End for what is assigned anew.</param>
    public TableDownload(
        TickBudget budget, SyncedTable table, TableUpdate update, Settings settings, Reopenings reopenings,
        Journal journal, LockBank bank)
    {
        _budget = budget;
        _table = table;
        _update = update;
        _settings = settings;
        _reopenings = reopenings;
        _journal = journal;
        _bank = bank;
        Restart();
    }

    /// <summary>True while the table is to be read.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>True while a body is being applied.</summary>
    public bool IsApplying => _update.State == UpdateState.Running;

    /// <summary>True while a body is being applied, or the half that was in force before brought level.</summary>
    public bool IsAtWork => IsApplying || !_table.IsLevel;

    /// <summary>Asks for a read where the gateway has another version.</summary>
    public void WantIfOther(uint version)
    {
        if (version != _table.Version)
        {
            Want();
        }
    }

    /// <summary>Asks for a read; one under way may be of an older version. A hold after failures stays.</summary>
    public void Want()
    {
        IsWanted = true;
        _isWantedAnew = true;
    }

    /// <summary>True when the next block may be requested now.</summary>
    public bool IsDue(long nowMs) => IsWanted && !IsApplying && nowMs >= _holdUntilMs && _table.IsLevel;

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
        return _holdUntilMs > nowMs ? (int)(_holdUntilMs - nowMs) : 1;
    }

    /// <summary>Fills in the request of the next block.</summary>
    public void Request(InnerMessage inner)
    {
        inner.Begin(CoapCode.Get);
        inner.Resource = Resource.Table;
        inner.Since = _isFull ? 0 : _table.Version;
        inner.Block2 = BlockValue.Encode(_block, false, _sizeExponent);
        // What was asked for so far is in a read that begins now.
        _isWantedAnew = _isWantedAnew && _block > 0;
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
            if (BlockValue.Number(value) != _block)
            {
                StartOver(nowMs);
                return;
            }
            _sizeExponent = BlockValue.SizeExponent(value);
            isLast = !BlockValue.More(value);
        }
        if (_block > 0 && !HasSameETag(inner))
        {
            StartOver(nowMs);
            return;
        }
        _etagCount = inner.ETagCount;
        Array.Copy(inner.ETag, 0, _etag, 0, _etagCount);
        if (_received + inner.PayloadCount > _body.Length)
        {
            Tell(TableRefusal.DoesNotFit);
            Hold(nowMs);
            return;
        }
        Array.Copy(buffer, inner.PayloadOffset, _body, _received, inner.PayloadCount);
        _received += inner.PayloadCount;
        _block++;
        if (isLast && !_update.TryBegin(_body, _received))
        {
            Fail(TableRefusal.DoesNotFit, nowMs);
        }
    }

    /// <summary>Applies a few operations, or brings the other half level.</summary>
    public void Tick(long nowMs)
    {
        if (!_budget.Allows(TickBudget.TableUpTo))
        {
            return;
        }
        if (!IsApplying)
        {
            _table.Level();
            return;
        }
        _budget.NoteDear();
        for (int i = 0; i < StepsPerTick && IsApplying; i++)
        {
            _update.Step();
        }
        if (_update.State == UpdateState.Applied)
        {
            TakeOver();
        }
        else if (!IsApplying)
        {
            bool isMismatch = _update.State == UpdateState.Mismatch;
            Fail(isMismatch ? TableRefusal.WrongDigest : TableRefusal.DoesNotFit, nowMs);
        }
    }

    private void TakeOver()
    {
        IsWanted = _isWantedAnew;
        _isFull = false;
        _restarts = 0;
        Restart();
        _settings.Take(_table.Active);
        for (int i = 1; i <= _bank.Compartments; i++)
        {
            if (_update.WasAssigned(i))
            {
                _reopenings.Note(i, 0);
            }
        }
        if (_update.VersionBefore != _table.Version)
        {
            _journal.TryAppend(EventKind.TableApplied, 0, _update.VersionBefore, _table.Version);
        }
    }

    // What does not follow from the version here may still be right as a whole, so that is asked for first.
    private void Fail(TableRefusal refusal, long nowMs)
    {
        if (_isFull)
        {
            Tell(_table.IsFaulty ? TableRefusal.Storage : refusal);
            Hold(nowMs);
            return;
        }
        _isFull = true;
        Restart();
    }

    private void StartOver(long nowMs)
    {
        _restarts++;
        if (_restarts > RestartsMax)
        {
            Tell(TableRefusal.Changing);
            Hold(nowMs);
        }
        Restart();
    }

    // Once for a version and reason: the depot goes on asking every minute.
    private void Tell(TableRefusal refusal)
    {
        uint version = _etagCount == 4 ? BigEndian.ReadUInt32(_etag, 0) : 0;
        if (version != _toldVersion || refusal != _toldRefusal)
        {
            _toldVersion = version;
            _toldRefusal = refusal;
            _journal.TryAppend(EventKind.TableRefused, 0, version, (uint)refusal);
        }
    }

    private void Hold(long nowMs)
    {
        _restarts = 0;
        _holdUntilMs = nowMs + HoldMs;
        Restart();
    }

    private void Restart()
    {
        _block = 0;
        _received = 0;
        _etagCount = 0;
        _sizeExponent = BlockExponent;
    }

    private bool HasSameETag(InnerMessage inner) =>
        inner.ETagCount == _etagCount && ByteRange.AreEqual(inner.ETag, 0, _etag, 0, _etagCount);
}
