using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Codes;

/// <summary>Counts the uses of codes as depots report them; the last one ends the code.</summary>
public sealed class CodeEventListener : IDepotEventListener
{
    /// <inheritdoc/>
    public int Order => 20;

    /// <inheritdoc/>
    public async Task ApplyAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(db);
        if (!happened.IsJournal(EventKind.CodeAccepted))
            return;
        var number = happened.DetailAt(0);
        var code = db.Set<AccessCode>().Local
                .FirstOrDefault(one => one.Controller == happened.Controller && one.Number == number)
            ?? await db.Set<AccessCode>()
                .FirstOrDefaultAsync(one => one.Controller == happened.Controller && one.Number == number, ct);
        if (code is null)
            return;
        code.Used++; // Under the relay's claim of the tenant.
        code.EndsAt = CodeRules.EndAfter(code, happened.ReceivedAt);
    }
}
