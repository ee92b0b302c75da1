using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fachwerk.Bench;

/// <summary>A line of a GPIO chip: of the file's own chip, or of another one.</summary>
/// <param name="Chip">The N of <c>/dev/gpiochipN</c>; null = the one that the file names for all.</param>
/// <param name="Line">The line on it.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct PinPlace(int? Chip, int Line)
{
    /// <summary>Numbers of chips and lines end below this.</summary>
    public const int NumberMax = 1024;

    // In a file: 17, or "2:17" for line 17 of chip 2.
    private sealed class Converter : JsonConverter<PinPlace>
    {
        public override PinPlace Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int line) && IsNumber(line))
                return new PinPlace(null, line);
            string[] parts = reader.TokenType == JsonTokenType.String ? reader.GetString()!.Split(':') : [];
            return parts.Length == 2 && TryParse(parts[0], out int chip) && TryParse(parts[1], out line)
                ? new PinPlace(chip, line)
                : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, PinPlace value, JsonSerializerOptions options)
        {
            if (value.Chip is { } chip)
                writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{chip}:{value.Line}"));
            else
                writer.WriteNumberValue(value.Line);
        }

        private static bool TryParse(string text, out int number) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && IsNumber(number);

        private static bool IsNumber(int number) => number is >= 0 and < NumberMax;
    }
}
