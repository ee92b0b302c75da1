using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Fachwerk.Simulator.Api;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;
using Fachwerk.SystemTests.Database;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Fachwerk.SystemTests.Simulator;

public sealed class ControlApiTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-api-");
    private readonly HttpClient _client = new();
    private SimulatorHost _host = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        IdentityFile identity = new()
        {
            Format = IdentityFile.CurrentFormat,
            Controller = 1001,
            TransportSecret = new string('a', 32),
            CodeSecret = new string('b', 32),
            Gateways = ["127.0.0.1:9"],
            Compartments = 8,
            Name = "Depot Rathaus"
        };
        _host = new SimulatorHost(
            new SimulatorOptions { Identities = [identity], DataFolder = _folder.FullName, Alone = true },
            new WallClock());
        _app = SimulatorWeb.Build(_host, port: 0);
        await _app.StartAsync();
        _host.Start();
        _client.BaseAddress = new Uri(_app.Address());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Shows_a_depot_as_it_is()
    {
        JsonElement depot = await _client.GetFromJsonAsync<JsonElement>("/api/depots/1001", Stop);

        Assert.Equal("Depot Rathaus", depot.GetProperty("name").GetString());
        Assert.Equal(4, depot.GetProperty("display").GetProperty("lines").GetArrayLength());
        Assert.Equal(8, depot.GetProperty("doors").GetArrayLength());
        Assert.True(depot.GetProperty("power").GetBoolean());
        Assert.Equal("off", depot.GetProperty("led").GetString());
    }

    [Fact]
    public async Task Says_how_long_typing_takes()
    {
        HttpResponseMessage answer = await PostAsync("keys", """{"keys":"123#"}""");

        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(4 * 60 + 3 * 60, body.GetProperty("typedInMs").GetInt32());
    }

    [Fact]
    public async Task Switches_power_network_doors_and_faults()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("network", """{"up":false}""")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("doors/8", """{"action":"pull"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("faults", """{"fault":"mains"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("power", """{"on":false}""")).StatusCode);

        DepotSnapshot depot = _host.Snapshot(1001);
        Assert.False(depot.Network);
        Assert.True(depot.Doors[7].Open);
        Assert.False(depot.Mains);
        Assert.False(depot.Power);
    }

    [Theory]
    [InlineData("supply", "volts", 9)]
    [InlineData("sag", "ohms", 6)]
    [InlineData("flap8", "milliseconds", 300)]
    [InlineData("expander1Holds", "pulses", 9)]
    [InlineData("powerCut", "operations", 100000)]
    [InlineData("stuck8", "on", 1)]
    [InlineData("coil8", "on", 1)]
    [InlineData("switch8", "on", 1)]
    [InlineData("hang", "on", 1)]
    [InlineData("coinCell", "on", 1)]
    [InlineData("display", "on", 1)]
    [InlineData("sensorGarbage", "on", 1)]
    [InlineData("clockNew", "on", 1)]
    [InlineData("displayNibble", "on", 1)]
    [InlineData("framAHolds", "on", 1)]
    [InlineData("framBGarbage", "on", 1)]
    public async Task Knows_every_fault_and_what_comes_with_it(string fault, string member, int value)
    {
        string with = member == "on" ? "" : $",\"{member}\":{value}";

        HttpResponseMessage comes = await PostAsync("faults", $$"""{"fault":"{{fault}}"{{with}}}""");
        HttpResponseMessage goes = await PostAsync("faults", $$"""{"fault":"{{fault}}","on":false}""");

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.NoContent), (comes.StatusCode, goes.StatusCode));
    }

    [Fact]
    public async Task Lists_the_faults_that_there_can_be_and_those_that_there_are()
    {
        await PostAsync("faults", """{"fault":"coil8"}""");
        JsonElement kinds = await _client.GetFromJsonAsync<JsonElement>("/api/depots/1001/faults", Stop);
        JsonElement depot = await _client.GetFromJsonAsync<JsonElement>("/api/depots/1001", Stop);

        Assert.Equal(["coil8"], depot.GetProperty("faults").EnumerateArray().Select(name => name.GetString()));
        JsonElement flap = Assert.Single(
            kinds.EnumerateArray(), kind => kind.GetProperty("name").GetString() == "flap#");
        Assert.Equal(8, flap.GetProperty("count").GetInt32());
        Assert.Equal("milliseconds", flap.GetProperty("value").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Streams_the_whole_list_of_faults_when_one_takes_the_place_of_another()
    {
        await PostAsync("faults", """{"fault":"coil1"}""");
        await PostAsync("faults", """{"fault":"housing"}""");
        using Stream stream = await _client.GetStreamAsync("/api/depots/1001/stream", Stop);
        using StreamReader reader = new(stream);
        await NextAsync(reader, "all");

        await PostAsync("faults", """{"fault":"coil1","on":false}""");
        await PostAsync("faults", """{"fault":"coil2"}""");
        JsonElement changes = await NextAsync(reader, "changes");
        while (!changes.TryGetProperty("faults", out JsonElement faults) || !faults.ToString().Contains("coil2",
            StringComparison.Ordinal))
            changes = await NextAsync(reader, "changes");

        Assert.Equal(
            ["coil2", "housing"],
            changes.GetProperty("faults").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("keys", """{"keys":"12a"}""", 400, "0-9, * and #")]
    [InlineData("keys", """{"keys":""}""", 400, "1 to 256")]
    [InlineData("keys", """{}""", 400, "exactly one")]
    [InlineData("keys", """{"keys":"1","down":"2"}""", 400, "exactly one")]
    [InlineData("keys", """{"down":"12"}""", 400, "one key")]
    [InlineData("keys", """{"keys":"1","pressMs":0}""", 400, "5 to 5000")]
    [InlineData("keys", """{"key":"1"}""", 400, "not the JSON")]
    [InlineData("keys", """{"keys":"1""", 400, "not the JSON")]
    [InlineData("keys", "null", 400, "null")]
    [InlineData("keys", "", 400, "not the JSON")]
    [InlineData("doors/9", """{"action":"push"}""", 404, "no such compartment")]
    [InlineData("doors/0", """{"action":"push"}""", 404, "no such compartment")]
    [InlineData("doors/x", """{"action":"push"}""", 404, "no such compartment")]
    [InlineData("doors/1", """{"action":"kick"}""", 400, "push, pull, jam or free")]
    [InlineData("power", """{"on":"yes"}""", 400, "not the JSON")]
    [InlineData("power", """{}""", 400, "true or false")]
    [InlineData("network", """{}""", 400, "true or false")]
    [InlineData("faults", """{"fault":"gremlin"}""", 400, "powerCut (with ")]
    [InlineData("faults", """{"fault":"expander2"}""", 400, "no such fault")]
    [InlineData("faults", """{"fault":"coil9"}""", 400, "no such fault")]
    [InlineData("faults", """{"fault":"housingGarbage"}""", 400, "no such fault")]
    [InlineData("faults", """{"fault":""}""", 400, "no such fault")]
    [InlineData("nothing", """{}""", 404, "")]
    public async Task Says_what_is_wrong_with_a_request(string path, string body, int status, string told)
    {
        HttpResponseMessage answer = await PostAsync(path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(told, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/depots/1002")]
    [InlineData("/api/depots/-1")]
    [InlineData("/api/depots/99999999999")]
    [InlineData("/depots/1002")]
    [InlineData("/panel/..%2Fappsettings.json")]
    [InlineData("/panel/none.js")]
    public async Task Knows_only_what_is_there(string address)
    {
        HttpResponseMessage answer = await _client.GetAsync(address, Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Refuses_what_a_page_of_another_origin_can_send()
    {
        using StringContent form = new("""{"on":false}""", Encoding.UTF8, "text/plain");
        using HttpRequestMessage rebound = new(HttpMethod.Get, "/api/depots") { Headers = { Host = "evil.example" } };

        HttpResponseMessage posted = await _client.PostAsync("/api/depots/1001/power", form, Stop);
        HttpResponseMessage read = await _client.SendAsync(rebound, Stop);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, posted.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, read.StatusCode);
        Assert.True(_host.Snapshot(1001).Power);
    }

    [Fact]
    public async Task Streams_everything_first_and_then_what_changes()
    {
        using Stream stream = await _client.GetStreamAsync("/api/depots/1001/stream", Stop);
        using StreamReader reader = new(stream);
        JsonElement all = await NextAsync(reader, "all");

        await PostAsync("doors/3", """{"action":"pull"}""");
        JsonElement changes = await NextAsync(reader, "changes");
        while (!changes.TryGetProperty("doors", out _))
            changes = await NextAsync(reader, "changes");

        Assert.Equal(8, all.GetProperty("doors").GetArrayLength());
        JsonElement door = Assert.Single(changes.GetProperty("doors").EnumerateArray());
        Assert.Equal(3, door.GetProperty("number").GetInt32());
        Assert.True(door.GetProperty("open").GetBoolean());
        Assert.False(changes.TryGetProperty("solenoids", out _));
    }

    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.5", "de")]
    [InlineData("fr;q=1, en-GB;q=0.8, de;q=0.2", "en")]
    [InlineData("fr", "en")]
    public async Task Serves_pages_in_the_language_of_the_browser_without_inline_script(string languages, string lang)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/depots/1001");
        request.Headers.TryAddWithoutValidation("Accept-Language", languages);

        HttpResponseMessage answer = await _client.SendAsync(request, Stop);

        string page = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains($"<html lang=\"{lang}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _client.PostAsync(
        $"/api/depots/1001/{path}", new StringContent(body, Encoding.UTF8, "application/json"), Stop);

    private static async Task<JsonElement> NextAsync(StreamReader reader, string kind)
    {
        while (await reader.ReadLineAsync(Stop) is string line)
        {
            if (line != $"event: {kind}")
                continue;
            string data = await reader.ReadLineAsync(Stop) ?? "";
            return JsonDocument.Parse(data["data: ".Length..]).RootElement;
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
