using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>Builds a new version of the synced table in the half that is not in force, an operation a step.</summary>
/// <param name="recordDigest">The digest under this depot's table key.</param>
public sealed class TableUpdate(SyncedTable table, TableDigest recordDigest)
{
    // A compartment's slot takes 13 bytes on the bus, a setting's 99.
    private const int CompartmentsPerStep = 8;

    private readonly SyncedTable _table = table;
    private readonly TableDigest _recordDigest = recordDigest;
    private readonly TableReader _reader = new TableReader();
    private readonly byte[] _old = new byte[TableHalf.CodeBytes];
    private readonly bool[] _assigned = new bool[DepotIdentity.CompartmentsMax + 1];
    private byte[] _body = new byte[0];
    private ulong _digest;
    private uint _versionBefore;
    private int _clearFrom;

    /// <summary>How the update stands.</summary>
    public UpdateState State { get; private set; }

    /// <summary>The version that was in force before.</summary>
    public uint VersionBefore => _versionBefore;

    /// <summary>True when the update put a code on this compartment.</summary>
    public bool WasAssigned(int compartment) => _assigned[compartment];

    /// <summary>Begins with a whole table answer; the buffer must stay as it is until the update has ended.</summary>
    public bool TryBegin(byte[] buffer, int count)
    {
        State = UpdateState.Failed;
        bool fits = _table.IsLevel && _reader.TryOpen(buffer, 0, count)
            && (_reader.From == 0 || _reader.From == _table.Version);
        if (!fits)
        {
            return false;
        }
        _versionBefore = _table.Version;
        System.Array.Clear(_assigned, 0, _assigned.Length);
        _body = buffer;
        _digest = _reader.From == 0 ? 0 : _table.Digest;
        if (_reader.From == 0)
        {
            _table.MarkAll();
            _table.Staging.Codes.Clear();
            _table.Staging.SetDamaged(false);
        }
        _clearFrom = _reader.From == 0 ? TableHalf.FirstCompartment : TableHalf.Slots;
        State = UpdateState.Running;
        return true;
    }

    /// <summary>
    /// Empties a few slots of a table that is read from 0, or carries out the next operation; after the last one
    /// compares the digest and switches.
    /// </summary>
    public UpdateState Step()
    {
        if (State == UpdateState.Running)
        {
            if (_clearFrom < TableHalf.Slots)
            {
                State = TryClearSome() ? UpdateState.Running : UpdateState.Failed;
            }
            else if (!_reader.HasNext)
            {
                State = _reader.TryEnd() ? Finish() : UpdateState.Failed;
            }
            else if (!_reader.TryNext() || !TryApply())
            {
                State = UpdateState.Failed;
            }
        }
        return State;
    }

    private bool TryClearSome()
    {
        int count = _clearFrom < TableHalf.FirstSetting ? CompartmentsPerStep : 1;
        for (int i = 0; i < count; i++)
        {
            if (!_table.Staging.TryEmpty(_clearFrom++))
            {
                return false;
            }
        }
        return true;
    }

    private UpdateState Finish()
    {
        if (_digest != _reader.Digest)
        {
            return UpdateState.Mismatch;
        }
        return _table.TrySwitch(_reader.To, _reader.AsOfEvent, _digest) ? UpdateState.Applied : UpdateState.Failed;
    }

    private bool TryApply()
    {
        RecordKind kind = (RecordKind)_reader.Kind;
        int offset = _reader.ValueOffset;
        int count = _reader.ValueCount;
        bool isPut = _reader.Operation == (int)TableOperation.Put;
        bool isRemove = _reader.Operation == (int)TableOperation.Remove;
        // Of a later version: skipped (SPEC.md §6.5).
        if ((!isPut && !isRemove) || kind < RecordKind.Code || kind > RecordKind.Setting)
        {
            return true;
        }
        if (!HasLength(kind, count, isRemove))
        {
            return false;
        }
        if (isRemove)
        {
            int known = FindSlot(kind, offset, false);
            return known < 0 || TryReplace(kind, known, offset, 0);
        }
        int keyOffset = kind == RecordKind.Code ? offset + CodeRecord.KeyOffset : offset;
        int slot = FindSlot(kind, keyOffset, true);
        if (slot < 0 || !TryReplace(kind, slot, offset, count))
        {
            return false;
        }
        _digest += _recordDigest.Of(kind, _body, offset, count);
        int compartment = kind == RecordKind.Code ? _body[offset + 16] : 0;
        if (compartment < _assigned.Length)
        {
            _assigned[compartment] = true;
        }
        return true;
    }

    private static bool HasLength(RecordKind kind, int count, bool isKey)
    {
        switch (kind)
        {
            case RecordKind.Code:
                return count == (isKey ? CodeRecord.KeyLength : CodeRecord.Length);
            case RecordKind.Compartment:
                return count == (isKey ? CompartmentRecord.KeyLength : CompartmentRecord.Length);
            default:
                return count >= 1 && count <= (isKey ? 1 : TableHalf.SettingBytesMax);
        }
    }

    private int FindSlot(RecordKind kind, int keyOffset, bool orFree)
    {
        TableHalf staging = _table.Staging;
        switch (kind)
        {
            case RecordKind.Code:
                uint codeId = Protocol.Bytes.BigEndian.ReadUInt32(_body, keyOffset);
                int slot = codeId == 0 ? -1 : staging.Codes.FindCode(codeId);
                return slot < 0 && orFree && codeId != 0 ? staging.Codes.FindFree() : slot;
            case RecordKind.Compartment:
                int number = _body[keyOffset];
                bool isNumber = number >= 1 && number <= DepotIdentity.CompartmentsMax;
                int at = (number - 1) * TableHalf.CompartmentBytes;
                bool isWanted = isNumber && (orFree || staging.Compartments[at] != 0);
                return isWanted ? TableHalf.FirstCompartment + number - 1 : -1;
            default:
                return staging.FindSetting(_body[keyOffset], orFree);
        }
    }

    // Takes what was in the slot out of the digest and writes the new record; count 0 frees the slot.
    private bool TryReplace(RecordKind kind, int slot, int offset, int count)
    {
        TableHalf staging = _table.Staging;
        _table.Mark(slot);
        if (kind == RecordKind.Code && staging.Codes.CodeAt(slot) != 0)
        {
            if (!staging.TryReadCode(slot, _old))
            {
                return false;
            }
            _digest -= _recordDigest.Of(kind, _old, 0, TableHalf.CodeBytes);
        }
        else if (kind == RecordKind.Compartment)
        {
            int at = (slot - TableHalf.FirstCompartment) * TableHalf.CompartmentBytes;
            _digest -= staging.Compartments[at] == 0
                ? 0 : _recordDigest.Of(kind, staging.Compartments, at, TableHalf.CompartmentBytes);
        }
        else if (kind == RecordKind.Setting)
        {
            int index = slot - TableHalf.FirstSetting;
            int length = staging.SettingLength(index);
            _digest -= length == 0
                ? 0 : _recordDigest.Of(kind, staging.SettingRecords, TableHalf.SettingOffset(index), length);
        }
        return staging.TryWrite(slot, _body, offset, count);
    }
}
