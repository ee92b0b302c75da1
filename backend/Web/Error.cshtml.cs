using System.Diagnostics;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Web;

/// <summary>What went wrong, as a page for people and as a problem (RFC 9457) for programs.</summary>
[AllowAnonymous]
[Tenantless]
[IgnoreAntiforgeryToken]
public sealed class ErrorModel(Texts texts, TenantContext tenant) : PageModel
{
    public const string Address = "/-/error/{0}";
    public const string FaultAddress = "/-/error/500";

    public int Status { get; private set; }

    /// <summary>The family of texts for it.</summary>
    public string Sort => Status switch
    {
        StatusCodes.Status400BadRequest => "400",
        StatusCodes.Status403Forbidden => OwnOrigin.HasRefused(HttpContext) ? "403-origin" : "403",
        StatusCodes.Status404NotFound => tenant.IsEntered ? "404" : "404-tenant",
        >= StatusCodes.Status500InternalServerError => "500",
        _ => "other"
    };

    /// <summary>What to tell support, where it helps to look something up.</summary>
    public string? Trace { get; private set; }

    public IActionResult OnGet(int status) => Show(status);

    public IActionResult OnPost(int status) => Show(status);

    private IActionResult Show(int status)
    {
        Status = status is >= 400 and <= 599 ? status : StatusCodes.Status404NotFound;
        if (Status >= StatusCodes.Status500InternalServerError)
            Trace = Activity.Current?.TraceId.ToHexString() ?? HttpContext.TraceIdentifier;
        Response.StatusCode = Status;
        if (WantsPage())
            return Page();
        return new ObjectResult(new ProblemDetails
        {
            Status = Status,
            Title = texts[$"error.{Sort}.title"],
            Detail = texts[$"error.{Sort}.what"]
        })
        { StatusCode = Status };
    }

    private bool WantsPage() => Request.GetTypedHeaders().Accept is not { Count: > 0 } accepted ||
        accepted.Any(type => type.MediaType.Value is "text/html" or "application/xhtml+xml" or "*/*");
}
