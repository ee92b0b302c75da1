using System.Globalization;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Parts;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Api;

/// <summary>The control API: what a person could see and do, and the faults. See hardware-sim/README.md.</summary>
internal static class DepotEndpoints
{
    private const int KeysMax = 256;
    private const int PaceMinMs = 5;
    private const int PaceMaxMs = 5000;

    internal static void MapDepots(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder depots = routes.MapGroup("/api/depots");
        depots.MapGet("", (SimulatorHost host) =>
            host.Controllers.Select(controller => DepotSummary.Of(host.Snapshot(controller))));
        depots.MapGet("stream", DepotStream.AllAsync);
        RouteGroupBuilder depot = depots.MapGroup("{controller}");
        depot.AddEndpointFilter(OnlyKnownAsync);
        depot.MapGet("", (string controller, SimulatorHost host) => host.Snapshot(Number(controller)));
        depot.MapGet("stream", DepotStream.OneAsync);
        depot.MapPost("keys", KeysAsync);
        depot.MapPost("doors/{number}", DoorAsync);
        depot.MapPost("power", PowerAsync);
        depot.MapPost("network", NetworkAsync);
        depot.MapGet("faults", (string controller, SimulatorHost host) => host.Do(Number(controller), Kinds));
        depot.MapPost("faults", FaultAsync);
        routes.MapFallback("/api/{**rest}", () => RequestBody.Problem(404, "There is nothing at this address."));
    }

    private static async ValueTask<object?> OnlyKnownAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        SimulatorHost host = context.HttpContext.RequestServices.GetRequiredService<SimulatorHost>();
        string? given = context.HttpContext.GetRouteValue("controller") as string;
        bool isKnown = uint.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out uint controller)
            && host.Has(controller);
        return isKnown
            ? await next(context)
            : RequestBody.Problem(404, "There is no depot with this controller number.");
    }

    private static async Task<IResult> KeysAsync(
        string controller, HttpRequest request, SimulatorHost host, CancellationToken stop)
    {
        (KeysRequest? body, IResult? problem) = await RequestBody.ReadAsync<KeysRequest>(request, stop);
        if (body is null)
            return problem!;
        if (new[] { body.Keys, body.Down, body.Up }.Count(given => given is not null) != 1)
            return RequestBody.Problem(400, "Give exactly one of keys, down and up.");
        string keys = body.Keys ?? body.Down ?? body.Up!;
        if (keys.Length is 0 or > KeysMax || keys.Any(key => !KeypadMatrix.Keys.Contains(key)))
            return RequestBody.Problem(400, $"Keys are 0-9, * and #, 1 to {KeysMax} of them.");
        if (body.Keys is null && keys.Length != 1)
            return RequestBody.Problem(400, "down and up take one key.");
        if (!IsPace(body.PressMs) || !IsPace(body.GapMs))
            return RequestBody.Problem(400, $"pressMs and gapMs are {PaceMinMs} to {PaceMaxMs}.");
        int typedInMs = host.Do(Number(controller), depot => Touch(depot, body));
        return typedInMs < 0
            ? RequestBody.Problem(429, $"More than {SimulatedDepot.TypedKeysMax} keys would wait; try again later.")
            : Results.Ok(new TypingAnswer(typedInMs));
    }

    private static async Task<IResult> DoorAsync(
        string controller, string number, HttpRequest request, SimulatorHost host, CancellationToken stop)
    {
        (DoorRequest? body, IResult? problem) = await RequestBody.ReadAsync<DoorRequest>(request, stop);
        if (body is null)
            return problem!;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int compartment))
            compartment = 0;
        DoorAction? action = body.Action switch
        {
            "push" => DoorAction.Push,
            "pull" => DoorAction.Pull,
            "jam" => DoorAction.Jam,
            "free" => DoorAction.Free,
            _ => null
        };
        if (action is null)
            return RequestBody.Problem(400, "action is push, pull, jam or free.");
        bool isThere = host.Do(Number(controller), depot =>
        {
            if (compartment < 1 || compartment > depot.Board.Doors.Count)
                return false;
            depot.Touch(compartment, action.Value);
            return true;
        });
        return isThere ? Results.NoContent() : RequestBody.Problem(404, "This depot has no such compartment.");
    }

    private static async Task<IResult> PowerAsync(
        string controller, HttpRequest request, SimulatorHost host, CancellationToken stop)
    {
        (PowerRequest? body, IResult? problem) = await RequestBody.ReadAsync<PowerRequest>(request, stop);
        if (body is null)
            return problem!;
        if (body.On is not bool on)
            return RequestBody.Problem(400, "on is true or false.");
        host.Do(Number(controller), depot => depot.SetPower(on));
        return Results.NoContent();
    }

    private static async Task<IResult> NetworkAsync(
        string controller, HttpRequest request, SimulatorHost host, CancellationToken stop)
    {
        (NetworkRequest? body, IResult? problem) = await RequestBody.ReadAsync<NetworkRequest>(request, stop);
        if (body is null)
            return problem!;
        if (body.Up is not bool up)
            return RequestBody.Problem(400, "up is true or false.");
        host.Do(Number(controller), depot => depot.SetNetwork(up));
        return Results.NoContent();
    }

    private static async Task<IResult> FaultAsync(
        string controller, HttpRequest request, SimulatorHost host, CancellationToken stop)
    {
        (FaultRequest? body, IResult? problem) = await RequestBody.ReadAsync<FaultRequest>(request, stop);
        if (body is null)
            return problem!;
        DateTime now = host.Time.GetUtcNow().UtcDateTime;
        bool isKnown = host.Do(Number(controller), depot =>
            DepotFaults.TrySwitch(depot, body.Fault ?? "", body.On, body.ValueOf, now));
        return isKnown
            ? Results.NoContent()
            : RequestBody.Problem(400, $"This depot has no such fault. There are: {DepotFaults.Names}.");
    }

    private static FaultAnswer[] Kinds(SimulatedDepot depot) =>
    [
        .. FaultKinds.All.Select(kind => new FaultAnswer(
            kind.Name, kind.Group, DepotFaults.CountOf(depot, kind), kind.IsOn is not null, kind.Value))
    ];

    // Milliseconds the typing takes; negative when too many keys wait.
    private static int Touch(SimulatedDepot depot, KeysRequest body)
    {
        if (body.Keys is string keys)
            return depot.TryType(keys, body.PressMs, body.GapMs, out int typedInMs) ? typedInMs : -1;
        return depot.TryMoveFinger((body.Down ?? body.Up!)[0], body.Down is not null) ? 0 : -1;
    }

    private static bool IsPace(int ms) => ms is >= PaceMinMs and <= PaceMaxMs;

    private static uint Number(string controller) => uint.Parse(controller, CultureInfo.InvariantCulture);
}
