using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Api;

/// <summary>
/// Server-sent events: first everything, then only the members that changed; of doors and solenoids only those that
/// did.
/// </summary>
internal static class DepotStream
{
    private static readonly TimeSpan OneEvery = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AllEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SilentMax = TimeSpan.FromSeconds(15);

    /// <summary>How everything the API says is written.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }
    };

    internal static IResult OneAsync(
        string controller, SimulatorHost host, IHostApplicationLifetime life, CancellationToken stop)
    {
        uint number = uint.Parse(controller, CultureInfo.InvariantCulture);
        return TypedResults.ServerSentEvents(FollowAsync(
            host, OneEvery, life, () => host.Revision(number),
            () => (JsonObject)JsonSerializer.SerializeToNode(host.Snapshot(number), Json)!, stop));
    }

    internal static IResult AllAsync(SimulatorHost host, IHostApplicationLifetime life, CancellationToken stop) =>
        TypedResults.ServerSentEvents(FollowAsync(
            host, AllEvery, life, () => host.Controllers.Sum(host.Revision), () => All(host), stop));

    private static JsonObject All(SimulatorHost host)
    {
        JsonObject all = [];
        foreach (uint controller in host.Controllers)
        {
            DepotSummary summary = DepotSummary.Of(host.Snapshot(controller));
            all[controller.ToString(CultureInfo.InvariantCulture)] = JsonSerializer.SerializeToNode(summary, Json);
        }

        return all;
    }

    private static async IAsyncEnumerable<SseItem<JsonObject>> FollowAsync(
        SimulatorHost host, TimeSpan every, IHostApplicationLifetime life, Func<int> revision, Func<JsonObject> look,
        [EnumeratorCancellation] CancellationToken stop)
    {
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(stop, life.ApplicationStopping);
        using PeriodicTimer timer = new(every, host.Time);
        int seen = revision();
        JsonObject shown = look();
        yield return new SseItem<JsonObject>((JsonObject)shown.DeepClone(), "all");
        long sentAt = host.Time.GetTimestamp();
        while (await WaitAsync(timer, end.Token))
        {
            int current = revision();
            bool isSilent = host.Time.GetElapsedTime(sentAt) > SilentMax;
            if (current == seen && !isSilent)
                continue;
            seen = current;
            JsonObject now = look();
            JsonObject changes = Changes(shown, now);
            shown = now;
            if (changes.Count == 0 && !isSilent)
                continue;
            sentAt = host.Time.GetTimestamp();
            yield return new SseItem<JsonObject>(changes, "changes");
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false; // The viewer left or the simulator stops: the stream ends.
        }
    }

    private static JsonObject Changes(JsonObject before, JsonObject after)
    {
        JsonObject changes = [];
        foreach ((string name, JsonNode? value) in after)
        {
            if (JsonNode.DeepEquals(before[name], value))
                continue;
            changes[name] = value is JsonArray list && before[name] is JsonArray old && old.Count == list.Count
                && list.All(item => item is JsonObject)
                ? new JsonArray([.. list.Where((item, index) => !JsonNode.DeepEquals(item, old[index]))
                    .Select(item => item?.DeepClone())])
                : value?.DeepClone();
        }

        return changes;
    }
}
