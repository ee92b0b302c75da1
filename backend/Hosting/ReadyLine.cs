using System.Text.Json;

namespace Fachwerk.Backend.Hosting;

/// <summary>The line on stdout that tells whoever started the process that it is up, and where.</summary>
public static class ReadyLine
{
    /// <summary>Writes <c>READY</c> and a JSON object.</summary>
    public static void Write(TextWriter output, object content)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"READY {JsonSerializer.Serialize(content)}");
        output.Flush();
    }
}
