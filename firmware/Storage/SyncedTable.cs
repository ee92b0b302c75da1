using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Codes, compartments and settings as the backend wants them: two halves in FRAM B, one in force. A change is built
/// in the other half and takes force by one atomic header write, so a power cut leaves the old or the new version,
/// whole.
/// <code>
/// header   half[1]  version[4]  asOfEvent[4]  digest[8]  codeSlots[2]
/// </code>
/// Afterwards the half that is no longer in force is brought level, a slot a tick.
/// </summary>
public sealed class SyncedTable : IStartRecords
{
    /// <summary>Bytes of the header record.</summary>
    public const int HeaderBytes = 19;

    // Slots a tick may look at to find one that differs.
    private const int LooksMax = 100;

    private readonly AtomicRecord _headerRecord;
    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly TableHalf[] _halves = new TableHalf[2];
    private readonly bool[] _isSame = new bool[TableHalf.Slots];
    private uint _version;
    private int _levelFrom;
    private bool _hasBegun;

    /// <param name="fram">Chip B.</param>
    public SyncedTable(Fram fram)
    {
        _headerRecord = new AtomicRecord(fram, FramMap.TableHeader, HeaderBytes);
        _halves[0] = new TableHalf(fram, FramMap.TableHalf0);
        _halves[1] = new TableHalf(fram, FramMap.TableHalf1);
    }

    /// <summary>The half in force.</summary>
    public TableHalf Active => _halves[_header[0] & 1];

    /// <summary>The half in which a change is built.</summary>
    public TableHalf Staging => _halves[1 - (_header[0] & 1)];

    /// <summary>The version in force; 0 = none, or it is damaged and must be read anew.</summary>
    public uint Version => Active.IsDamaged ? 0 : _version;

    /// <summary>The event up to which this version knows of the depot.</summary>
    public uint AsOfEvent { get; private set; }

    /// <summary>Digest over all records in force.</summary>
    public ulong Digest => BigEndian.ReadUInt64(_header, 9);

    /// <summary>True when both halves hold the same, so that a change may begin.</summary>
    public bool IsLevel => !IsUnread && _levelFrom == TableHalf.Slots;

    /// <summary>
    /// True when the chip did not answer at start: which half is in force is not known, so neither may be written.
    /// </summary>
    public bool IsUnread { get; private set; }

    /// <summary>True when FRAM B does not answer.</summary>
    public bool IsFaulty { get; private set; }

    /// <inheritdoc />
    public bool IsLoaded => IsUnread || (_hasBegun && Active.IsLoaded);

    /// <summary>Reads header and the half in force.</summary>
    public LoadResult Load()
    {
        LoadResult result = LoadHeader();
        return StartRecords.TryLoadAll(this) && !IsUnread ? result : LoadResult.NoAnswer;
    }

    /// <summary>
    /// Begins with the header; the half in force is the rest. A blank header means an empty table of version 0.
    /// </summary>
    public LoadResult LoadHeader()
    {
        LoadResult result = _headerRecord.Load(_header, 0);
        TakeHeader();
        int codeSlots = result == LoadResult.Loaded ? BigEndian.ReadUInt16(_header, 17) : 0;
        Active.BeginLoad(codeSlots, result == LoadResult.Blank);
        _hasBegun = true;
        NoteRead(result != LoadResult.NoAnswer);
        MarkAll();
        return result;
    }

    /// <inheritdoc />
    public bool TryLoadNext()
    {
        NoteRead(Active.TryLoadNext());
        return !IsUnread;
    }

    /// <summary>Notes that the halves differ in a slot.</summary>
    public void Mark(int slot)
    {
        _isSame[slot] = false;
        _levelFrom = slot < _levelFrom ? slot : _levelFrom;
    }

    /// <summary>Notes that the halves may differ anywhere.</summary>
    public void MarkAll()
    {
        System.Array.Clear(_isSame, 0, TableHalf.Slots);
        _levelFrom = 0;
    }

    /// <summary>Brings one more slot of the other half level.</summary>
    /// <returns>True while there is more to do.</returns>
    public bool Level()
    {
        if (IsUnread || _levelFrom == TableHalf.Slots)
        {
            return IsUnread;
        }
        int codeEnd = Active.Codes.SlotEnd > Staging.Codes.SlotEnd ? Active.Codes.SlotEnd : Staging.Codes.SlotEnd;
        for (int looks = 0; looks < LooksMax && _levelFrom < TableHalf.Slots; looks++)
        {
            _levelFrom = _levelFrom >= codeEnd && _levelFrom < TableHalf.FirstCompartment
                ? TableHalf.FirstCompartment : _levelFrom;
            bool mayDiffer = !_isSame[_levelFrom];
            if (mayDiffer)
            {
                // Behind the last code of a table read from 0 its half still holds codes of an earlier table.
                bool isBehind = _levelFrom < TableHalf.FirstCompartment && _levelFrom >= Active.Codes.SlotEnd;
                IsFaulty = isBehind
                    ? !Staging.TryEmpty(_levelFrom) : !Staging.TryCopy(Active, _levelFrom);
                if (IsFaulty)
                {
                    return true;
                }
            }
            _isSame[_levelFrom] = true;
            _levelFrom++;
            if (mayDiffer)
            {
                break;
            }
        }
        return !IsLevel;
    }

    /// <summary>Puts the other half in force: the atomic switch.</summary>
    public bool TrySwitch(uint version, uint asOfEvent, ulong digest)
    {
        byte before = _header[0];
        _header[0] = (byte)(1 - (before & 1));
        BigEndian.WriteUInt32(_header, 1, version);
        BigEndian.WriteUInt32(_header, 5, asOfEvent);
        BigEndian.WriteUInt64(_header, 9, digest);
        BigEndian.WriteUInt16(_header, 17, Active.Codes.SlotEnd);
        bool isStored = _headerRecord.TryStore(_header, 0);
        if (!isStored)
        {
            _headerRecord.Load(_header, 0);
        }
        else if (Staging.IsDamaged)
        {
            // It is levelled slot by slot, and whole again.
            MarkAll();
            Staging.SetDamaged(false);
        }
        TakeHeader();
        return isStored;
    }

    /// <summary>
    /// Mends a slot of the half in force; when it is damaged beyond that, the table must be read anew.
    /// </summary>
    public void MendActive(int slot)
    {
        if (!Active.TryMend(slot))
        {
            Active.SetDamaged(true);
        }
    }

    /// <summary>Mends a slot of the other half; when it is damaged beyond that, it is copied anew.</summary>
    public void MendStaging(int slot)
    {
        if (!Staging.TryMend(slot))
        {
            Mark(slot);
        }
    }

    private void TakeHeader()
    {
        _version = BigEndian.ReadUInt32(_header, 1);
        AsOfEvent = BigEndian.ReadUInt32(_header, 5);
    }

    private void NoteRead(bool isRead)
    {
        IsFaulty = !isRead;
        IsUnread = !isRead;
    }
}
