using System.Text.Json;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Smoke;

/// <summary>What a smoke run saw.</summary>
/// <param name="Ok">Always true: a run that fails has no result.</param>
/// <param name="KeypadToDoorMs">From the release of the enter key until the door was open.</param>
/// <param name="DoorToScreenMs">From the open door until the change had arrived over SignalR.</param>
/// <param name="OpenClickToDoorMs">From the operator's click until the door was open.</param>
/// <param name="OfflineOpened">A door opened by its code with the network cut.</param>
/// <param name="JournalReplayed">Events of the time without network that arrived after it.</param>
internal sealed record SmokeResult(
    bool Ok, int KeypadToDoorMs, int DoorToScreenMs, int OpenClickToDoorMs, bool OfflineOpened, int JournalReplayed);

/// <summary>
/// The whole way once: issue a code, type it, see door and screen; open from afar; a wrong code; no network; the
/// journal. The depot runs in this process so that door and screen are timed by one clock; the backend is a process of
/// its own.
/// </summary>
internal sealed class SmokeRun(string backendDll, string folder, TimeProvider time)
{
    private const int CodeCompartment = 2;
    private const int RemoteCompartment = 3;
    private const int OfflineCompartment = 4;
    private static readonly TimeSpan WithoutNetwork = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan PageInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(20);

    /// <summary>What is being done, for the report of a failure.</summary>
    public string Step { get; private set; } = "starting";

    /// <summary>Goes the way.</summary>
    /// <exception cref="SmokeFailure">Something did not come out as it must.</exception>
    public async Task<SmokeResult> RunAsync(CancellationToken cancellation)
    {
        Step = "starting the backend";
        string[] arguments =
            ["demo", "--data", folder, "--depots", "1", "--http", "http://127.0.0.1:0", "--udp", "0"];
        await using BackendProcess backend = await BackendProcess.StartAsync(backendDll, arguments, time, cancellation);
        try
        {
            return await RunAsync(backend, cancellation);
        }
        catch (Exception cause) when (
            cause is SmokeFailure or HttpRequestException or System.Net.WebSockets.WebSocketException)
        {
            throw new SmokeFailure(
                $"{cause.GetBaseException().Message}. The backend's last words: {backend.LastWords}");
        }
    }

    private async Task<SmokeResult> RunAsync(BackendProcess backend, CancellationToken cancellation)
    {
        Step = "starting the depot";
        using SimulatorHost depots = StartDepot(backend.Text("identities"));
        Step = "signing in";
        using OperatorSession session = new($"{backend.Http}/{backend.Text("tenant")}");
        await session.SignInAsync(backend.Text("user"), backend.Text("password"), cancellation);
        using LiveConnection live = await session.ConnectLiveAsync(cancellation);
        JsonElement fleet = await live.CallAsync("WatchFleet", ["en"], cancellation);
        string depot = fleet.GetProperty("depots")[0].GetProperty("depot").GetString()!;
        return await WalkAsync(new DepotUnderTest(depots, depots.Controllers[0], depot, time), session, cancellation);
    }

    private async Task<SmokeResult> WalkAsync(
        DepotUnderTest depot, OperatorSession session, CancellationToken cancellation)
    {
        using LiveConnection live = await session.ConnectLiveAsync(cancellation);
        await live.CallAsync("WatchDepot", [depot.Id, "en"], cancellation);
        Step = "issuing codes and waiting until they are on the depot";
        string code = await session.IssueCodeAsync(depot.Id, CodeCompartment, cancellation);
        string offlineCode = await session.IssueCodeAsync(depot.Id, OfflineCompartment, cancellation);
        await UntilAsync(() => session.HasDeliveredAllCodesAsync(depot.Id, cancellation), cancellation);

        Step = "typing a code";
        long typed = await depot.TypeAsync(code + "#", cancellation);
        long opened = await DoorOpenAsync(depot, CodeCompartment, cancellation);
        long seen = await ScreenAsync(live, change => IsOpen(change, CodeCompartment), cancellation);
        await depot.TakeOutAsync(CodeCompartment, cancellation);

        Step = "opening a door from afar";
        long clicked = time.GetTimestamp();
        await session.OpenAsync(depot.Id, RemoteCompartment, "smoke run", cancellation);
        long remote = await DoorOpenAsync(depot, RemoteCompartment, cancellation);
        await depot.TakeOutAsync(RemoteCompartment, cancellation);

        Step = "typing a wrong code";
        await depot.TypeAsync(WrongCode(code, offlineCode) + "#", cancellation);
        await ScreenAsync(live, change => Lines(change, "depot.code-wrong") > 0, cancellation);

        int replayed = await WithoutNetworkAsync(depot, live, offlineCode, cancellation);
        return new SmokeResult(
            true, Milliseconds(typed, opened), Milliseconds(opened, seen), Milliseconds(clicked, remote), true,
            replayed);
    }

    private async Task<int> WithoutNetworkAsync(
        DepotUnderTest depot, LiveConnection live, string code, CancellationToken cancellation)
    {
        Step = "typing a code with the network cut";
        long cut = time.GetTimestamp();
        depot.SetNetwork(false);
        await depot.TypeAsync(code + "#", cancellation);
        await DoorOpenAsync(depot, OfflineCompartment, cancellation);
        await depot.TakeOutAsync(OfflineCompartment, cancellation);
        TimeSpan rest = WithoutNetwork - time.GetElapsedTime(cut);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancellation);

        Step = "waiting for the journal after the network is back";
        depot.SetNetwork(true);
        int replayed = 0;
        await ScreenAsync(
            live,
            change =>
            {
                replayed += Lines(change, "depot.");
                return Lines(change, "depot.door-closed") > 0;
            },
            cancellation);
        return replayed;
    }

    private SimulatorHost StartDepot(string identities)
    {
        string memories = Path.Combine(folder, "simulator");
        PrivateFile.MakeFolder(memories);
        SimulatorOptions options = new()
        {
            Identities = IdentityFile.ReadFolder(identities),
            DataFolder = memories,
            BootSpread = TimeSpan.FromSeconds(1)
        };
        SimulatorHost host = new(options, time);
        host.Start();
        return host;
    }

    private Task<long> DoorOpenAsync(DepotUnderTest depot, int compartment, CancellationToken cancellation) =>
        UntilAsync(() => Task.FromResult(depot.IsOpen(compartment)), cancellation, LookInterval);

    /// <summary>Waits until it holds and returns the moment it was seen to.</summary>
    private async Task<long> UntilAsync(
        Func<Task<bool>> holds, CancellationToken cancellation, TimeSpan? interval = null)
    {
        long start = time.GetTimestamp();
        while (!await holds())
        {
            if (time.GetElapsedTime(start) > StepMax)
            {
                throw new SmokeFailure($"not seen within {StepMax.TotalSeconds:0} s");
            }
            await Task.Delay(interval ?? PageInterval, time, cancellation);
        }

        return time.GetTimestamp();
    }

    /// <summary>Waits for a change on the screen and returns the moment it arrived.</summary>
    private async Task<long> ScreenAsync(
        LiveConnection live, Func<JsonElement, bool> isIt, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(StepMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            (string method, JsonElement change) = await live.NextAsync(either.Token);
            if (method == "DepotChanged" && isIt(change)) return time.GetTimestamp();
        }
    }

    private int Milliseconds(long from, long to) => (int)Math.Ceiling(time.GetElapsedTime(from, to).TotalMilliseconds);

    private static bool IsOpen(JsonElement change, int compartment) =>
        change.GetProperty("compartments").EnumerateArray().Any(one =>
            one.GetProperty("number").GetInt32() == compartment && one.GetProperty("door").GetString() == "Open");

    private static int Lines(JsonElement change, string kind) =>
        change.GetProperty("timeline").EnumerateArray().Count(line =>
            line.GetProperty("kind").GetString()!.StartsWith(kind, StringComparison.Ordinal));

    /// <summary>Eight digits that are neither of the two.</summary>
    private static string WrongCode(string one, string other)
    {
        string[] candidates = ["11111111", "22222222", "33333333"];
        return candidates.First(candidate => candidate != one && candidate != other);
    }
}
