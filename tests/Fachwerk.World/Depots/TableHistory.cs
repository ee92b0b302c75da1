using Fachwerk.Backend.Fleet;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.World.Depots;

/// <summary>Every version of a depot's table that the backend ever had, record by record.</summary>
internal sealed class TableHistory
{
    private readonly Dictionary<long, SortedDictionary<string, string>> _versions = new() { [0] = [] };

    public long Newest { get; private set; }

    /// <summary>A change makes a version out of the newest one.</summary>
    public void Add(long version, IEnumerable<TableChange> changes)
    {
        SortedDictionary<string, string> next = new(_versions[Newest], StringComparer.Ordinal);
        foreach (TableChange change in changes)
        {
            string key = KeyOf(change.Kind, change.Key);
            if (change.Record is null)
                next.Remove(key);
            else
                next[key] = Convert.ToHexString(change.Record);
        }

        _versions[version] = next;
        Newest = version;
    }

    /// <summary>The backend's table is that of an earlier version again, under a number that never was.</summary>
    public void GoBack(long version, long next)
    {
        _versions[next] = _versions[version];
        Newest = next;
    }

    public bool Holds(long version, byte[] codeRecord, byte[] key) =>
        _versions.TryGetValue(version, out SortedDictionary<string, string>? records)
        && records.GetValueOrDefault(KeyOf(RecordKind.Code, key)) == Convert.ToHexString(codeRecord);

    /// <summary>A compartment's record in a version; null if there is none.</summary>
    public CompartmentRecord? Compartment(long version, int number)
    {
        CompartmentRecord record = new();
        byte[] bytes = Convert.FromHexString(
            _versions[version].GetValueOrDefault(KeyOf(RecordKind.Compartment, [(byte)number]), ""));
        return record.TryRead(bytes, 0, bytes.Length) ? record : null;
    }

    /// <summary>Compares the table in the cells of FRAM B with the version that it says it is.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Differs(Fram framB)
    {
        SyncedTable table = new(framB);
        if (table.Load() != LoadResult.Loaded || table.Version == 0)
            return null;
        if (!_versions.TryGetValue(table.Version, out SortedDictionary<string, string>? wanted))
            return $"version {table.Version} never was";
        SortedDictionary<string, string> found = RecordsOf(table.Active);
        string? odd = wanted.Except(found).Concat(found.Except(wanted)).Select(r => r.Key).FirstOrDefault();
        return odd is null ? null : $"version {table.Version} differs in record {odd}: "
            + $"{wanted.GetValueOrDefault(odd, "none")} wanted, {found.GetValueOrDefault(odd, "none")} found";
    }

    private static SortedDictionary<string, string> RecordsOf(TableHalf half)
    {
        SortedDictionary<string, string> records = new(StringComparer.Ordinal);
        byte[] code = new byte[TableHalf.CodeBytes];
        for (int slot = 0; slot < half.Codes.SlotEnd; slot++)
        {
            if (half.TryReadCode(slot, code) && code.AsSpan(20, 4).ContainsAnyExcept((byte)0))
                records[KeyOf(RecordKind.Code, code[20..24])] = Convert.ToHexString(code);
        }

        for (int at = 0; at < half.Compartments.Length; at += TableHalf.CompartmentBytes)
        {
            if (half.Compartments[at] != 0)
                records[KeyOf(RecordKind.Compartment, [half.Compartments[at]])] =
                    Convert.ToHexString(half.Compartments.AsSpan(at, TableHalf.CompartmentBytes));
        }

        for (int index = 0; index < TableHalf.Settings; index++)
        {
            ReadOnlySpan<byte> setting =
                half.SettingRecords.AsSpan(TableHalf.SettingOffset(index), half.SettingLength(index));
            if (!setting.IsEmpty)
                records[KeyOf(RecordKind.Setting, [setting[0]])] = Convert.ToHexString(setting);
        }

        return records;
    }

    private static string KeyOf(RecordKind kind, byte[] key) => $"{kind} {Convert.ToHexString(key)}";
}
