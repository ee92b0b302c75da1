using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Web;

namespace Fachwerk.Backend.Portal;

/// <summary>A code of the list in people's words; its digits are nowhere.</summary>
public sealed record CodeLine(
    Guid Id,
    long Number,
    int Compartment,
    string Validity,
    string Uses,
    string Issued,
    string State,
    string StateText,
    string StateNote,
    string Icon,
    bool CanRevoke);

/// <summary>Codes in people's words.</summary>
public sealed class CodePresenter(Texts texts, LocalTime time, DateTimeOffset now)
{
    public CodeLine Show(CodeView code)
    {
        ArgumentNullException.ThrowIfNull(code);
        string state = StateOf(code);
        return new CodeLine(
            code.Id.Value,
            code.Number,
            code.Compartment,
            Validity(code.ValidFrom, code.ValidUntil),
            code.Uses == 0
                ? texts["codes.used.unlimited", code.Used]
                : texts["codes.used", code.Used, code.Uses],
            texts["codes.issued", code.IssuedBy ?? texts["actor.gone"], time.Minutes(code.IssuedAt)],
            state,
            texts[$"codes.state.{state}"],
            texts[$"codes.note.{state}"],
            IconOf(state),
            code.RevokedAt is null && code.State is not (CodeState.Failed or CodeState.Left));
    }

    public string Validity(DateTimeOffset from, DateTimeOffset? until) => until is null
        ? texts["codes.valid.open", time.Minutes(from)]
        : texts["codes.valid.window", time.Minutes(from), time.Minutes(until.Value)];

    public string Uses(int uses) => uses == 0 ? texts["codes.uses.unlimited"] : texts.Count("codes.uses", uses);

    // What can still open is one thing; what is spent or over another, and whether the keypad still tells so a third.
    private string StateOf(CodeView code)
    {
        bool isUsedUp = code.Uses > 0 && code.Used >= code.Uses;
        bool hasEnded = isUsedUp || code.EndsAt <= now || code.State == CodeState.Left;
        if (hasEnded && (code.State is CodeState.OnDepot or CodeState.Pending or CodeState.Left))
            return (isUsedUp ? "UsedUp" : "Over") + (code.State == CodeState.OnDepot ? "" : "Gone");
        return code.State == CodeState.OnDepot && code.ValidFrom > now ? "NotYet" : code.State.ToString();
    }

    private static string IconOf(string state) => state switch
    {
        "OnDepot" => "circle-check",
        "Pending" or "RemovalPending" => "hourglass",
        "NotYet" => "clock",
        "Failed" => "alert-triangle",
        _ => "circle-x"
    };
}
