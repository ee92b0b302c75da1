using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>Issues a table code. Its digits are in the answer and nowhere else. Scoped.</summary>
public sealed class IssueCode
{
    /// <summary>Issues it.</summary>
    /// <returns>The code, or <c>depot-unknown</c>, <c>compartment-unknown</c>, <c>window-invalid</c>,
    /// <c>uses-invalid</c>, <c>digits-invalid</c>, <c>code-in-use</c>, <c>codes-full</c>.</returns>
    public Task<Outcome<IssuedCode>> HandleAsync(IssueCodeRequest request, CancellationToken ct) =>
        Task.FromResult<Outcome<IssuedCode>>(new Refusal("depot-unknown", RefusalSort.NotFound));
}

/// <summary>What <see cref="IssueCode"/> needs.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="Compartment">1 to 64.</param>
/// <param name="From">It opens from then on; null = from now on.</param>
/// <param name="Until">It opens until then; null = until it is revoked.</param>
/// <param name="Uses">How often it opens, at most 255; 0 = without limit.</param>
/// <param name="By">The account that issues it.</param>
/// <param name="Digits">Digits to use instead of random ones; null = random.</param>
public sealed record IssueCodeRequest(
    DepotId Depot, int Compartment, DateTimeOffset? From, DateTimeOffset? Until, int Uses, Guid By,
    string? Digits = null);

/// <summary>A code that was just issued.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Digits">Its digits, to be shown once and never kept.</param>
public sealed record IssuedCode(CodeId Id, string Digits);
