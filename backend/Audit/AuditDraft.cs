using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Audit;

/// <summary>An entry that has no number yet.</summary>
internal sealed record AuditDraft(
    DateTimeOffset? At, string Kind, DepotId? Depot, short? Compartment, string Actor, string Detail)
{
    /// <summary>Details are camel case and readable; they are text, never markup.</summary>
    public static JsonSerializerOptions DetailOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All)
    };
}
