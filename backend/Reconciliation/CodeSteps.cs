using System.Buffers.Binary;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>What is to be done about all codes of one depot.</summary>
internal sealed class CodeSteps
{
    private readonly ILookup<CodeStep, AccessCode> _codes;
    private readonly IReadOnlyDictionary<long, HeldCode> _held;
    private readonly List<long> _unknown;

    /// <param name="codes">Those of the tenant that have a place, and those that the fleet knows.</param>
    /// <param name="held">Those of the fleet.</param>
    /// <param name="mark">Of the present run.</param>
    /// <param name="now">For codes that are over.</param>
    public CodeSteps(IReadOnlyCollection<AccessCode> codes, IReadOnlyDictionary<long, HeldCode> held,
        ReconciliationMark mark, DateTimeOffset now)
    {
        _held = held;
        _codes = codes.ToLookup(code => CodeComparison.StepFor(
            code, held.TryGetValue(code.Number, out var found) ? found : null, mark, now));
        var known = codes.Select(code => code.Number).ToHashSet();
        // Issued in a past that this database has forgotten: nobody could see or revoke it.
        _unknown = [.. held.Where(one => one.Value.IsPut && !known.Contains(one.Key)).Select(one => one.Key)];
    }

    /// <summary>Codes in the table that the tenant knows nothing of.</summary>
    public int Unknown => _unknown.Count;

    /// <summary>What has to be written into the table; what leaves it goes first, for others need the places.</summary>
    public IEnumerable<TableChange> Changes =>
    [
        .. Of(CodeStep.Remove).Select(code => Removal(code.Number)),
        .. _unknown.Select(Removal),
        .. Of(CodeStep.Put).SelectMany(code => CodeTable.Put(code, []).ToChanges())
    ];

    public IReadOnlyCollection<AccessCode> Of(CodeStep step) => [.. _codes[step]];

    /// <summary>Notes in the tenant's codes what is the case now.</summary>
    /// <param name="version">In which the changes were written.</param>
    /// <param name="now">When that was.</param>
    public void Note(long version, DateTimeOffset now)
    {
        foreach (var code in _codes[CodeStep.Put])
            code.PutVersion = version;
        foreach (var code in _codes[CodeStep.Remove])
            code.RemoveVersion = version;
        foreach (var code in _codes[CodeStep.TakeVersion])
            code.PutVersion = _held[code.Number].Version;
        foreach (var code in _codes[CodeStep.Revoke])
        {
            code.RevokedAt = now;
            code.RemoveVersion = RemovalOf(code);
        }

        foreach (var code in _codes[CodeStep.Leave])
        {
            code.LeftAt = now;
            code.RemoveVersion = RemovalOf(code);
        }
    }

    private long? RemovalOf(AccessCode code) =>
        _held.TryGetValue(code.Number, out var removed) ? removed.Version : code.PutVersion;

    private static TableChange Removal(long number)
    {
        var key = new byte[CodeRecord.KeyLength];
        BinaryPrimitives.WriteUInt32BigEndian(key, (uint)number);
        return new TableChange(RecordKind.Code, key, null);
    }
}
