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
            code.RevokedAt is null && code.State != CodeState.Failed);
    }

    public string Validity(DateTimeOffset from, DateTimeOffset? until) => until is null
        ? texts["codes.valid.open", time.Minutes(from)]
        : texts["codes.valid.window", time.Minutes(from), time.Minutes(until.Value)];

    public string Uses(int uses) => uses == 0 ? texts["codes.uses.unlimited"] : texts.Count("codes.uses", uses);

    // What is on the depot and can still open is one thing; what is there but spent or over is another.
    private string StateOf(CodeView code) => code.State switch
    {
        CodeState.OnDepot when code.Uses > 0 && code.Used >= code.Uses => "UsedUp",
        CodeState.OnDepot when code.ValidUntil <= now => "Over",
        CodeState.OnDepot when code.ValidFrom > now => "NotYet",
        var state => state.ToString()
    };

    private static string IconOf(string state) => state switch
    {
        "OnDepot" => "circle-check",
        "Pending" or "RemovalPending" => "hourglass",
        "NotYet" => "clock",
        "Failed" => "alert-triangle",
        _ => "circle-x"
    };
}
