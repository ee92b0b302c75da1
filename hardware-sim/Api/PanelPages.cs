using System.Globalization;
using System.Reflection;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Api;

/// <summary>The front panels: two pages, their scripts and their style, from within the assembly.</summary>
internal static class PanelPages
{
    internal static void MapPanel(this WebApplication app)
    {
        app.MapGet("/", (HttpRequest request) => Page("index.html", request));
        app.MapGet("/depots/{controller}", (string controller, HttpRequest request, SimulatorHost host) =>
            uint.TryParse(controller, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            && host.Has(number)
                ? Page("depot.html", request)
                : RequestBody.Problem(404, "There is no depot with this controller number."));
        app.MapGet("/panel/{name}", Asset);
    }

    // The script takes the language from the page, unless one was chosen in this browser.
    private static IResult Page(string name, HttpRequest request)
    {
        using StreamReader reader = new(Open(name)!);
        string? wanted = request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value?.Split('-')[0])
            .FirstOrDefault(language => language is "de" or "en");
        string page = reader.ReadToEnd().Replace("{lang}", wanted ?? "en", StringComparison.Ordinal);
        request.HttpContext.Response.Headers.Vary = "Accept-Language";
        return Results.Content(page, "text/html; charset=utf-8");
    }

    private static IResult Asset(string name)
    {
        string? contentType = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => null
        };
        Stream? content = Open(name);
        return contentType is null || content is null
            ? RequestBody.Problem(404, "There is nothing at this address.")
            : Results.Stream(content, contentType);
    }

    private static Stream? Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("panel/" + name);
}
