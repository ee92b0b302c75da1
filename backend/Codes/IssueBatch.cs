using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;

namespace Fachwerk.Backend.Codes;

/// <summary>Makes codes out of what was asked for, as far as places and digits go. Under the depot's lock.</summary>
/// <param name="compartments">The depot's.</param>
/// <param name="firstNumber">The first of as many numbers as there are requests for one of its compartments.</param>
internal sealed class IssueBatch(
    Depot depot, IReadOnlySet<int> compartments, long firstNumber, DateTimeOffset now)
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly List<AccessCode> _codes = [];

    /// <summary>Places that are free or become so.</summary>
    public required int Free { get; init; }

    /// <summary>For each request digits that the depot does not hold.</summary>
    public required IReadOnlyList<IReadOnlyList<DrawnDigits>> Digits { get; init; }

    /// <summary>The codes that were made.</summary>
    public IReadOnlyList<AccessCode> Codes => _codes;

    /// <summary>Makes them; an outcome for each request.</summary>
    public IReadOnlyList<Outcome<IssuedCode>> Issue(IReadOnlyList<IssueCodeRequest> requests) =>
        [.. requests.Select((request, i) => Issue(request, Digits[i]))];

    private Outcome<IssuedCode> Issue(IssueCodeRequest request, IReadOnlyList<DrawnDigits> digits)
    {
        if (!compartments.Contains(request.Compartment))
            return IssueCode.CompartmentUnknown;
        if (_codes.Count >= Free)
            return IssueCode.CodesFull;
        if (digits.FirstOrDefault(one => _given.Add(one.Digits)) is not { } drawn)
            return IssueCode.CodeInUse;
        var code = new AccessCode
        {
            Id = new CodeId(Guid.CreateVersion7(now)),
            Number = firstNumber + _codes.Count,
            Depot = depot.Id,
            Controller = depot.Controller,
            Compartment = (short)request.Compartment,
            Tag = drawn.Tag,
            ValidFrom = request.From ?? now,
            ValidUntil = request.Until,
            EndsAt = request.Until,
            Uses = (short)request.Uses,
            IssuedBy = request.By,
            IssuedAt = now
        };
        _codes.Add(code);
        return new IssuedCode(code.Id, drawn.Digits);
    }
}

/// <summary>Digits and their tag.</summary>
internal sealed record DrawnDigits(string Digits, byte[] Tag);
