using System.Globalization;
using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Audit entries in people's words.</summary>
public sealed class TimelinePresenter(Texts texts)
{
    /// <param name="line">The entry.</param>
    /// <param name="time">The site's time.</param>
    /// <param name="depotName">The depot's name where lines of several depots stand together.</param>
    public TimelineMessage Show(EventLine line, LocalTime time, string? depotName)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(time);
        var (icon, tone) = TimelineStyles.For(line.Kind);
        return new TimelineMessage(
            line.Number,
            line.At,
            time.Seconds(line.At),
            time.Date(line.At),
            line.Kind,
            icon,
            tone,
            TextOf(line),
            line.Compartment,
            ByOf(line, depotName));
    }

    private string TextOf(EventLine line)
    {
        object compartment = line.Compartment ?? 0;
        return line.Kind switch
        {
            AuditKinds.OpeningRequested => texts["Audit.opening.requested", compartment, Text(line, "reason")],
            AuditKinds.OpeningStep => StepText(line, compartment),
            AuditKinds.SignInRefused => RefusedSignInText(line),
            AuditKinds.CodeIssued or AuditKinds.CodeRevoked => texts[$"Audit.{line.Kind}", compartment],
            AuditKinds.DepotUnknownEvent => texts["Audit.depot.unknown-event", Text(line, "eventKind")],
            AuditKinds.DoorCorrected => texts["Audit.compartment.door-corrected", compartment, DoorText(line)],
            "depot.code-refused" => RefusedText(line, compartment),
            "depot.keypad-locked" => texts["Audit.depot.keypad-locked", Text(line, "seconds")],
            "depot.summed" => SumText(line),
            "depot.gap" => texts["Audit.depot.gap", Text(line, "lost")],
            "depot.door-closed" or "depot.door-left-open" =>
                texts[$"Audit.{line.Kind}", compartment, Text(line, "openSeconds")],
            _ => TimelineStyles.Kinds.Contains(line.Kind)
                ? texts[$"Audit.{line.Kind}", compartment]
                : texts["Audit.other", line.Kind]
        };
    }

    private string StepText(EventLine line, object compartment)
    {
        string step = Text(line, "step");
        return Enum.TryParse(step, ignoreCase: true, out OpeningState state)
            ? texts["Audit.opening.step", compartment, texts.Of("opening.state", state)]
            : texts["Audit.opening.step", compartment, step];
    }

    private string RefusedSignInText(EventLine line)
    {
        var (tries, turnedAway) = (Number(line, "tries"), Number(line, "turnedAway"));
        if (turnedAway > 0)
            return texts["signIn.refusedAndTurnedAway", tries, turnedAway];
        return tries > 1 ? texts["signIn.refusedTimes", tries] : texts[$"Audit.{line.Kind}"];
    }

    private string SumText(EventLine line)
    {
        string kind = Text(line, "eventKind");
        string name = Enum.TryParse(kind, out EventKind known) ? known.ToString() : kind;
        return texts["Audit.depot.summed", Text(line, "times"), texts.OfOrOther("sum", name)];
    }

    private string DoorText(EventLine line)
    {
        string door = Text(line, "door");
        return Enum.TryParse(door, out DoorState known) ? texts.Of("door", known) : door;
    }

    private string RefusedText(EventLine line, object compartment)
    {
        string reason = Text(line, "reason");
        return int.TryParse(reason, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 8
            ? texts["Audit.depot.code-refused", compartment, texts[$"codeRefused.{number}"]]
            : texts["Audit.depot.code-refused", compartment, reason];
    }

    private string ByOf(EventLine line, string? depotName)
    {
        string by = line.UserName
            ?? (line.Actor == Actor.System ? texts["actor.system"]
                : line.Actor == Actor.Anonymous ? texts["actor.anonymous"]
                : Actor.TryUser(line.Actor, out _) ? texts["actor.gone"]
                : texts["actor.depot"]);
        if (depotName is null)
            return by;
        return line.Actor.StartsWith("depot:", StringComparison.Ordinal) ? depotName : $"{depotName} · {by}";
    }

    private static long Number(EventLine line, string name) =>
        long.TryParse(Text(line, name), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(EventLine line, string name) =>
        line.Detail.TryGetValue(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText()
            : "";
}
