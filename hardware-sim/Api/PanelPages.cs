using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Api;

/// <summary>
/// The front panels: two pages, their scripts and their style, from within the assembly. The address of scripts and
/// style names what is in all of them together, so that browsers may keep them; a page is asked for anew.
/// </summary>
internal static class PanelPages
{
    private const string Folder = "panel/";
    private const string KeptForGood = "max-age=31536000, immutable";

    private static readonly string[] Languages = ["en", "de"];
    private static readonly Dictionary<string, PanelFile> Files = ReadFiles();
    private static readonly string Print = PrintOf(Files);
    private static readonly Dictionary<(string Name, string Language), PanelFile> Pages = ReadPages();

    internal static void MapPanel(this WebApplication app)
    {
        app.MapGet("/", (HttpContext context) => Page("index.html", context));
        app.MapGet("/depots/{controller}", (string controller, HttpContext context, SimulatorHost host) =>
            uint.TryParse(controller, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            && host.Has(number)
                ? Page("depot.html", context)
                : RequestBody.Problem(404, "There is no depot with this controller number."));
        app.MapGet($"/panel/{Print}/{{name}}", (string name, HttpContext context) =>
        {
            if (!Files.TryGetValue(name, out PanelFile? file))
                return RequestBody.Problem(404, "There is nothing at this address.");
            context.Response.Headers.CacheControl = KeptForGood;
            return file.Send(context);
        });
    }

    // The script takes the language from the page, unless one was chosen in this browser.
    private static IResult Page(string name, HttpContext context)
    {
        string? wanted = context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value?.Split('-')[0])
            .FirstOrDefault(language => Languages.Contains(language));
        context.Response.Headers.Vary = "Accept-Language";
        return Pages[(name, wanted ?? Languages[0])].Send(context);
    }

    private static Dictionary<string, PanelFile> ReadFiles() => Names()
        .Where(name => TypeOf(name) is not null)
        .ToDictionary(name => name, name => new PanelFile(Read(name), TypeOf(name)!));

    private static Dictionary<(string Name, string Language), PanelFile> ReadPages() => Names()
        .Where(name => name.EndsWith(".html", StringComparison.Ordinal))
        .SelectMany(name => Languages.Select(language => (name, language)))
        .ToDictionary(page => page, page => new PanelFile(
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read(page.name))
                .Replace("{lang}", page.language, StringComparison.Ordinal)
                .Replace("/panel/", $"/panel/{Print}/", StringComparison.Ordinal)),
            "text/html; charset=utf-8"));

    private static string PrintOf(Dictionary<string, PanelFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 5));
    }

    private static IEnumerable<string> Names() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..]);

    private static byte[] Read(string name)
    {
        using Stream content = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)!;
        byte[] bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => null
    };
}
