using System.Globalization;
using System.Reflection;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Api;

/// <summary>The front panels: two pages, their scripts and their style, from within the assembly.</summary>
internal static class PanelPages
{
    internal static void MapPanel(this WebApplication app)
    {
        app.MapGet("/", () => Asset("index.html"));
        app.MapGet("/depots/{controller}", (string controller, SimulatorHost host) =>
            uint.TryParse(controller, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            && host.Has(number)
                ? Asset("depot.html")
                : RequestBody.Problem(404, "There is no depot with this controller number."));
        app.MapGet("/panel/{name}", Asset);
    }

    private static IResult Asset(string name)
    {
        string? contentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => null
        };
        Stream? content = Assembly.GetExecutingAssembly().GetManifestResourceStream("panel/" + name);
        return contentType is null || content is null
            ? RequestBody.Problem(404, "There is nothing at this address.")
            : Results.Stream(content, contentType);
    }
}
