using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;

namespace Fachwerk.Backend.Dashboard;

/// <summary>A remote opening in people's words: how far it got, what is safe to assume, what comes next.</summary>
public sealed class OpeningPresenter(Texts texts, LocalTime time)
{
    public OpeningMessage Show(OpeningView opening, DepotContact contact)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(contact);
        return new OpeningMessage(
            opening.Id.Value,
            opening.Compartment,
            texts["opening.compartment", opening.Compartment],
            opening.Reason,
            opening.UserName ?? texts["actor.gone"],
            time.Full(opening.RequestedAt),
            opening.State.ToString(),
            texts.Of("opening.state", opening.State),
            NoteOf(opening, contact),
            ToneOf(opening.State),
            StepsOf(opening));
    }

    private string NoteOf(OpeningView opening, DepotContact contact)
    {
        string deadline = time.Seconds(opening.Deadline);
        bool waiting = opening.State is OpeningState.Queued or OpeningState.Sent;
        if (waiting && contact is { State: not ConnectionState.Online })
            return texts["opening.note.NotHeard", deadline];
        if (waiting && contact.NextExpected is { } next)
            return texts["opening.note.WaitingUntil", time.Seconds(next), deadline];
        return waiting
            ? texts["opening.note.Waiting", deadline]
            : texts.Of("opening.note", opening.State);
    }

    private static string ToneOf(OpeningState state) => state switch
    {
        OpeningState.DoorClosed => "Good",
        OpeningState.Expired or OpeningState.Cancelled => "Notice",
        OpeningState.Interrupted or OpeningState.Failed or OpeningState.Blocked or OpeningState.Unknown => "Trouble",
        _ => "Running"
    };

    private List<StepMessage> StepsOf(OpeningView opening)
    {
        int reached = -1;
        for (int place = 0; place < opening.Steps.Count; place++)
            if (opening.Steps[place].At is not null)
                reached = place;
        bool ended = ToneOf(opening.State) != "Running";
        var shown = new List<StepMessage>(opening.Steps.Count);
        for (int place = 0; place < opening.Steps.Count; place++)
        {
            var step = opening.Steps[place];
            string progress = place < reached || (place == reached && step.At is not null) ? "Done"
                : ended ? "Missed"
                : place == reached + 1 ? "Current"
                : "Open";
            shown.Add(new StepMessage(
                step.Step.ToString(),
                texts.Of("opening.step", step.Step),
                progress,
                texts[$"progress.{progress}"],
                step.At is { } at ? time.Seconds(at) : ""));
        }

        return shown;
    }
}
