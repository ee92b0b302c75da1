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
public sealed class SyncedTable
{
    /// <summary>Bytes of the header record.</summary>
    public const int HeaderBytes = 19;

    private readonly AtomicRecord _headerRecord;
    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly TableHalf[] _halves = new TableHalf[2];
    private readonly bool[] _differs = new bool[TableHalf.Slots];
    private int _levelFrom;

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
    public uint Version => Active.IsDamaged ? 0 : BigEndian.ReadUInt32(_header, 1);

    /// <summary>The event up to which this version knows of the depot.</summary>
    public uint AsOfEvent => BigEndian.ReadUInt32(_header, 5);

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

    /// <summary>Reads header and the half in force; a blank header means an empty table of version 0.</summary>
    public LoadResult Load()
    {
        LoadResult result = _headerRecord.Load(_header, 0);
        bool isLoaded = result == LoadResult.Loaded
            ? Active.TryLoad(BigEndian.ReadUInt16(_header, 17))
            : result == LoadResult.Blank && Active.TryClear();
        MarkAll();
        IsFaulty = !isLoaded;
        IsUnread = !isLoaded;
        return isLoaded ? result : LoadResult.NoAnswer;
    }

    /// <summary>Notes that the halves differ in a slot.</summary>
    public void Mark(int slot)
    {
        _differs[slot] = true;
        _levelFrom = slot < _levelFrom ? slot : _levelFrom;
    }

    /// <summary>Notes that the halves may differ anywhere.</summary>
    public void MarkAll()
    {
        for (int slot = 0; slot < TableHalf.Slots; slot++)
        {
            _differs[slot] = true;
        }
        _levelFrom = 0;
    }

    /// <summary>Brings one more slot of the other half level.</summary>
    /// <returns>True while there is more to do.</returns>
    public bool Level()
    {
        if (IsUnread)
        {
            return true;
        }
        int codeEnd = Active.Codes.SlotEnd > Staging.Codes.SlotEnd ? Active.Codes.SlotEnd : Staging.Codes.SlotEnd;
        while (_levelFrom < TableHalf.Slots)
        {
            bool mayDiffer = _differs[_levelFrom] && (_levelFrom < codeEnd || _levelFrom >= TableHalf.FirstCompartment);
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
            _differs[_levelFrom] = false;
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
        return isStored;
    }

    /// <summary>
    /// Reads a slot of the half in force again; when it is damaged, the table must be read anew.
    /// </summary>
    public void CheckActive(int slot)
    {
        if (!Active.IsSound(slot))
        {
            Active.SetDamaged(true);
        }
    }

    /// <summary>Reads a slot of the other half again; when it is damaged, it is copied anew.</summary>
    public void CheckStaging(int slot)
    {
        if (!Staging.IsSound(slot))
        {
            Mark(slot);
        }
    }
}
