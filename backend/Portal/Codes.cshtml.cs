using System.Globalization;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Portal;

/// <summary>The codes of a depot: issue one, see how they stand, revoke one.</summary>
public sealed class CodesModel(
    ShowDepot depots, ListCodes list, IssueCode issue, SiteZones zones, Texts texts, TimeProvider clock) : PageModel
{
    /// <summary>Codes that a depot has places for.</summary>
    public const int Places = CodeRules.LiveMax;

    private const int DigitsInGroup = 4;

    public DepotView Depot { get; private set; } = null!;

    public IReadOnlyList<CodeLine> Codes { get; private set; } = [];

    /// <summary>How many of them still open or will.</summary>
    public int Live { get; private set; }

    /// <summary>The code that was issued by this very request; it is shown this once.</summary>
    public IssuedSlip? Issued { get; private set; }

    /// <summary>What was wrong with the last try.</summary>
    public string? Problem { get; private set; }

    public IssueFields Form { get; private set; } = new(0, "", "", "1");

    public async Task<IActionResult> OnGetAsync(Guid id, int? compartment, CancellationToken ct)
    {
        Form = Form with { Compartment = compartment ?? 0 };
        return await ShowAsync(new DepotId(id), ct);
    }

    public async Task<IActionResult> OnPostIssueAsync(
        Guid id, int compartment, string? from, string? until, string? uses, CancellationToken ct)
    {
        if (!User.TryUserId(out var user))
            return Forbid();
        if (!(await depots.HandleAsync(new DepotId(id), ct)).TryGet(out var depot, out _))
            return NotFound();
        Form = new IssueFields(compartment, Short(from), Short(until), Short(uses));
        var time = new LocalTime(texts.Language, zones.Find(depot.TimeZone));
        if (!TryReadTime(from, time, out var validFrom) || !TryReadTime(until, time, out var validUntil))
            return await RefuseAsync(depot.Id, "window-unreadable", ct);
        if (!int.TryParse(uses, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            return await RefuseAsync(depot.Id, "uses-invalid", ct);

        var request = new IssueCodeRequest(depot.Id, compartment, validFrom, validUntil, count, user);
        if (!(await issue.HandleAsync(request, ct)).TryGet(out var issued, out var refusal))
            return refusal.Sort == RefusalSort.NotFound ? NotFound() : await RefuseAsync(depot.Id, refusal.Code, ct);
        var words = new CodePresenter(texts, time, clock.GetUtcNow());
        Issued = new IssuedSlip(
            issued.Digits,
            [.. issued.Digits.Chunk(DigitsInGroup).Select(group => new string(group))],
            string.Join(' ', issued.Digits.AsEnumerable()),
            compartment,
            words.Validity(validFrom ?? clock.GetUtcNow(), validUntil),
            words.Uses(count));
        Form = new IssueFields(compartment, "", "", "1");
        return await ShowAsync(depot.Id, ct);
    }

    private async Task<IActionResult> RefuseAsync(DepotId id, string code, CancellationToken ct)
    {
        Problem = texts.Refused(code);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return await ShowAsync(id, ct);
    }

    private async Task<IActionResult> ShowAsync(DepotId id, CancellationToken ct)
    {
        HttpContext.Items[ShellModel.PageKey] = "depots";
        if (!(await depots.HandleAsync(id, ct)).TryGet(out var depot, out _) ||
            !(await list.HandleAsync(id, ct)).TryGet(out var codes, out _))
            return NotFound();
        Depot = depot;
        var time = new LocalTime(texts.Language, zones.Find(depot.TimeZone));
        var words = new CodePresenter(texts, time, clock.GetUtcNow());
        Codes = [.. codes.Codes.Select(words.Show)];
        Live = codes.Live;
        return Page();
    }

    private static bool TryReadTime(string? field, LocalTime time, out DateTimeOffset? at)
    {
        at = null;
        if (string.IsNullOrWhiteSpace(field))
            return true;
        if (!DateTime.TryParseExact(
            field, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var wallClock) || wallClock.Year is < 2000 or > 2099)
            return false;
        at = time.FromField(wallClock);
        return true;
    }

    private static string Short(string? field) => field is { Length: <= 40 } ? field : "";
}

/// <summary>A code to hand out: shown once, kept nowhere.</summary>
/// <param name="Digits">Its digits.</param>
/// <param name="Groups">Its digits in groups, as people read them.</param>
/// <param name="Spoken">Its digits one by one, for those who listen.</param>
/// <param name="Compartment">What it opens.</param>
/// <param name="Validity">From when until when.</param>
/// <param name="Uses">How often.</param>
public sealed record IssuedSlip(
    string Digits, IReadOnlyList<string> Groups, string Spoken, int Compartment, string Validity, string Uses);

/// <summary>The fields of the form as they were typed.</summary>
public sealed record IssueFields(int Compartment, string From, string Until, string Uses);
