using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Dashboard;

/// <summary>All depots of the tenant: which are heard, which are in use, which need someone.</summary>
public sealed class DepotsModel(LiveView view, Texts texts) : PageModel
{
    public FleetSnapshot Fleet { get; private set; } = new(0, []);

    public string Summary { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken ct)
    {
        HttpContext.Items[ShellModel.PageKey] = "depots";
        Fleet = await view.FleetAsync(texts.Language, ct);
        Summary = texts.Count("depots.summary", Fleet.Depots.Count);
    }
}
