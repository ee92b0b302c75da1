using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Portal;

/// <summary>Asks once more before a code is revoked: it cannot be taken back.</summary>
public sealed class RevokeModel(
    ShowDepot depots, ListCodes list, RevokeCode revoke, SiteZones zones, Texts texts, TimeProvider clock) : PageModel
{
    public Guid DepotId { get; private set; }

    public CodeLine Line { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, Guid code, CancellationToken ct)
    {
        HttpContext.Items[ShellModel.PageKey] = "depots";
        if (!(await depots.HandleAsync(new DepotId(id), ct)).TryGet(out var depot, out _) ||
            !(await list.HandleAsync(depot.Id, new CodeId(code), ct)).TryGet(out var codes, out _) ||
            codes.Codes is not [var found, ..])
            return NotFound();
        DepotId = id;
        var time = new LocalTime(texts.Language, zones.Find(depot.TimeZone));
        Line = new CodePresenter(texts, time, clock.GetUtcNow()).Show(found);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid code, CancellationToken ct)
    {
        if (!User.TryUserId(out var user))
            return Forbid();
        var outcome = await revoke.HandleAsync(new DepotId(id), new CodeId(code), user, ct);
        return outcome.TryGet(out _, out _) ? RedirectToPage("/Portal/Codes", new { id }) : NotFound();
    }
}
