using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fachwerk.Bench;

/// <summary>
/// What hangs where: buses by the N of <c>/dev/i2c-N</c>, lines as <see cref="PinPlace"/>. What a file does not name is
/// as it is here, which is a Raspberry Pi; null, and for rows, columns and LED an empty list, is a part that is not
/// there. <c>raspberry-pi.json</c> shows all of it.
/// </summary>
internal sealed record BenchSettings
{
    /// <summary>Rows of the keypad.</summary>
    public const int RowCount = 4;

    /// <summary>Columns of the keypad.</summary>
    public const int ColumnCount = 3;

    /// <summary>Colours of the LED.</summary>
    public const int LedCount = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip
    };

    /// <summary>Bus of expanders, clock, FRAM and supply sensor.</summary>
    public int I2c { get; init; } = 1;

    /// <summary>Bus of the display.</summary>
    public int PanelI2c { get; init; } = 3;

    /// <summary>The chip of every line that names none: the N of <c>/dev/gpiochipN</c>.</summary>
    public int Chip { get; init; }

    /// <summary>Rows of the keypad, the upper one first.</summary>
    public IReadOnlyList<PinPlace>? Rows { get; init; } = Lines(5, 6, 13, 19);

    /// <summary>Columns of the keypad, the left one first.</summary>
    public IReadOnlyList<PinPlace>? Columns { get; init; } = Lines(12, 16, 20);

    /// <summary>Trigger of the solenoid supply.</summary>
    public PinPlace? Supply { get; init; } = Line(17);

    /// <summary>Feed of the external watchdog.</summary>
    public PinPlace? Watchdog { get; init; } = Line(27);

    /// <summary>Buzzer.</summary>
    public PinPlace? Buzzer { get; init; } = Line(18);

    /// <summary>LED: red, green, blue.</summary>
    public IReadOnlyList<PinPlace>? Led { get; init; } = Lines(22, 25, 26);

    /// <summary>Mains good; without a line they always are.</summary>
    public PinPlace? Mains { get; init; } = Line(21);

    /// <summary>Tamper switch; without a line the housing is always shut.</summary>
    public PinPlace? Tamper { get; init; } = Line(4);

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">Says what is wrong with it.</exception>
    public static BenchSettings Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            BenchSettings settings = JsonSerializer.Deserialize<BenchSettings>(stream, Json)
                ?? throw new BenchException($"{path} is empty. Copy raspberry-pi.json and change that.");
            return settings.Fault is { } fault ? throw new BenchException($"{path}: {fault}") : settings;
        }
        catch (JsonException cause)
        {
            throw new BenchException(
                $"{path} is not what is expected at {cause.Path ?? "$"} (line {cause.LineNumber + 1 ?? 0}). "
                + "A line is a number or \"chip:line\"; raspberry-pi.json shows every name there is.");
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new BenchException(cause.Message);
        }
    }

    /// <summary>What is wrong, for people; null: nothing.</summary>
    public string? Fault => this switch
    {
        { Rows.Count: not (0 or RowCount) } => "\"rows\" takes four lines, or none.",
        { Columns.Count: not (0 or ColumnCount) } => "\"columns\" takes three lines, or none.",
        { Led.Count: not (0 or LedCount) } => "\"led\" takes three lines (red, green, blue), or none.",
        _ when (Rows is null or []) != (Columns is null or []) => "a keypad has \"rows\" and \"columns\", or neither.",
        { Supply: null } => "\"supply\" is missing: nothing opens without it.",
        _ when I2c == PanelI2c => "\"i2c\" and \"panelI2c\" are the same bus: the display must not hold up the doors.",
        _ when !IsNumber(I2c) || !IsNumber(PanelI2c) || !IsNumber(Chip) =>
            $"numbers of buses and chips are 0 to {PinPlace.NumberMax - 1}.",
        _ when Taken.GroupBy(place => place).FirstOrDefault(places => places.Count() > 1) is { } twice =>
            $"line {twice.Key.Line} of chip {twice.Key.Chip} is named twice.",
        _ => null
    };

    private IEnumerable<PinPlace> Taken =>
        ((PinPlace?[])[Supply, Watchdog, Buzzer, Mains, Tamper]).OfType<PinPlace>()
        .Concat(Rows ?? []).Concat(Columns ?? []).Concat(Led ?? [])
        .Select(place => place with { Chip = place.Chip ?? Chip });

    private static bool IsNumber(int number) => number is >= 0 and < PinPlace.NumberMax;

    private static PinPlace Line(int line) => new(null, line);

    private static PinPlace[] Lines(params int[] lines) => [.. lines.Select(Line)];
}
