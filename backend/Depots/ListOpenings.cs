using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>The newest remote openings of a depot, each with its steps. Scoped.</summary>
public sealed class ListOpenings(TenantDbContext db)
{
    /// <summary>The most it returns.</summary>
    public const int TakeMax = 100;

    /// <summary>Reads them, newest first.</summary>
    public async Task<IReadOnlyList<OpeningView>> HandleAsync(DepotId depot, int take, CancellationToken ct)
    {
        var openings = await db.Set<RemoteOpening>().AsNoTracking()
            .Where(opening => opening.Depot == depot)
            .OrderByDescending(opening => opening.RequestedAt)
            .Take(Math.Clamp(take, 1, TakeMax))
            .ToListAsync(ct);
        var users = openings.Select(opening => opening.RequestedBy).Distinct().ToList();
        var names = await db.Set<User>().AsNoTracking()
            .Where(user => users.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => user.UserName, ct);
        return openings.ConvertAll(opening => ViewOf(opening, names.GetValueOrDefault(opening.RequestedBy)));
    }

    /// <summary>Reads one; <c>opening-unknown</c> when the tenant has none of this id.</summary>
    public async Task<Outcome<OpeningView>> HandleAsync(OpeningId id, CancellationToken ct)
    {
        var opening = await db.Set<RemoteOpening>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, ct);
        if (opening is null)
            return new Refusal("opening-unknown", RefusalSort.NotFound);
        var name = await db.Set<User>().Where(user => user.Id == opening.RequestedBy)
            .Select(user => user.UserName).SingleOrDefaultAsync(ct);
        return ViewOf(opening, name);
    }

    private static OpeningView ViewOf(RemoteOpening opening, string? userName) => new(
        opening.Id, opening.Depot, opening.Compartment, opening.Reason, userName, opening.RequestedAt,
        opening.Deadline, OpeningRules.StateOf(opening), StepsOf(opening));

    private static List<OpeningStepView> StepsOf(RemoteOpening opening)
    {
        (OpeningState State, DateTimeOffset? At)[] known =
        [
            (OpeningState.Queued, opening.QueuedAt),
            (OpeningState.Sent, opening.SentAt),
            (OpeningState.Acknowledged, opening.AcknowledgedAt),
            (OpeningState.Pulsed, opening.PulsedAt),
            (OpeningState.DoorOpen, opening.DoorOpenedAt),
            (OpeningState.DoorClosed, opening.DoorClosedAt)
        ];
        return [.. known.Select(step => new OpeningStepView(step.State, step.At))];
    }
}

/// <summary>A remote opening and what is known of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Depot">The depot.</param>
/// <param name="Compartment">1 to 64.</param>
/// <param name="Reason">Why; text of a person, to be encoded.</param>
/// <param name="UserName">Who asked; null when the account is gone.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="Deadline">The depot must not act on it after this.</param>
/// <param name="State">How it stands.</param>
/// <param name="Steps">Queued, sent, acknowledged, pulsed, door open, door closed, each with its time or null.</param>
public sealed record OpeningView(
    OpeningId Id,
    DepotId Depot,
    int Compartment,
    string Reason,
    string? UserName,
    DateTimeOffset RequestedAt,
    DateTimeOffset Deadline,
    OpeningState State,
    IReadOnlyList<OpeningStepView> Steps);

/// <summary>A step of a remote opening.</summary>
/// <param name="Step">Which.</param>
/// <param name="At">When it happened; null when nothing is known of it.</param>
public sealed record OpeningStepView(OpeningState Step, DateTimeOffset? At);
