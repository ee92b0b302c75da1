using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Dashboard;

/// <summary>One depot drawn as its cabinet, with the chosen compartment's panel, openings and timeline.</summary>
public sealed class DepotModel(
    LiveView view, ShowDepot depots, OpenCompartment open, Texts texts, SiteAssets assets) : PageModel
{
    public DepotSnapshot Shown { get; private set; } = null!;

    public string Place { get; private set; } = "";

    /// <summary>The site's time zone as its name.</summary>
    public string Zone { get; private set; } = "";

    public IReadOnlyList<IReadOnlyList<int>> Towers { get; private set; } = [];

    public CompartmentMessage? Selected { get; private set; }

    public int ReasonLengthMax => OpenCompartment.ReasonLengthMax;

    /// <summary>What was wrong with the last try.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was typed at the last try, so that nobody types it twice.</summary>
    public string Reason { get; private set; } = "";

    public string When { get; private set; } = nameof(OpenWhen.Now);

    public string IconUrl(string icon) => $"{assets.Url(HttpContext, "lib/icons.svg")}#{icon}";

    public async Task<IActionResult> OnGetAsync(Guid id, int? compartment, CancellationToken ct) =>
        await ShowAsync(new DepotId(id), compartment, ct);

    public async Task<IActionResult> OnPostOpenAsync(
        Guid id, int compartment, string? reason, OpenWhen when, CancellationToken ct)
    {
        if (!User.TryUserId(out var user))
            return Forbid();
        var request = new OpenRequest(new DepotId(id), compartment, reason ?? "", when, user);
        if ((await open.HandleAsync(request, ct)).TryGet(out var opening, out var refusal))
            return RedirectToPage(null, null, new { id, compartment, opening = opening.Value }, "openings");
        if (refusal.Sort == RefusalSort.NotFound)
            return NotFound();
        Problem = texts.Refused(refusal.Code, ReasonLengthMax, reason?.Trim().Length ?? 0);
        Reason = reason is { Length: > 0 } typed ? typed[..Math.Min(typed.Length, ReasonLengthMax * 4)] : "";
        When = when.ToString();
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return await ShowAsync(new DepotId(id), compartment, ct);
    }

    private async Task<IActionResult> ShowAsync(DepotId id, int? compartment, CancellationToken ct)
    {
        HttpContext.Items[ShellModel.PageKey] = "depots";
        if (!(await depots.HandleAsync(id, ct)).TryGet(out var depot, out _) ||
            await view.DepotAsync(id, texts.Language, ct) is not { } snapshot)
            return NotFound();
        Shown = snapshot;
        Place = depot.SiteName;
        Zone = depot.TimeZone;
        Selected = snapshot.Compartments.FirstOrDefault(one => one.Number == compartment);
        if (compartment is not null && Selected is null)
            return NotFound();
        Towers = CabinetLayout.Towers([.. depot.Compartments.Select(one => (int)one.Size)]);
        return Page();
    }
}
