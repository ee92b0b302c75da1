using System.Text.Json;
using System.Text.Json.Serialization;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>A depot's id is its UUID as a string.</summary>
internal sealed class DepotIdJsonConverter : JsonConverter<DepotId>
{
    public override DepotId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, DepotId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
