using Fachwerk.Simulator.Running;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Web;
using Xunit;
using SimulatorProcess = Fachwerk.Simulator.Smoke.BackendProcess;

[assembly: AssemblyFixture(typeof(DemoBackend))]

namespace Fachwerk.SystemTests.Web;

/// <summary>The backend in a process of its own, in demo mode, started when the first test asks for it.</summary>
public sealed class DemoBackend : IAsyncDisposable
{
    private readonly Lazy<TemporaryFolder> _folder = new(() => new TemporaryFolder());
    private readonly Lazy<Task<BackendProcess>> _process;
    private readonly Lazy<Task<SimulatorProcess>> _simulator;

    public DemoBackend()
    {
        _simulator = new Lazy<Task<SimulatorProcess>>(StartSimulatorAsync);
        _process = new Lazy<Task<BackendProcess>>(() => BackendProcess.StartAsync(
            CancellationToken.None,
            "demo", "--data", _folder.Value.FullPath, "--depots", "3", "--http", "http://127.0.0.1:0", "--udp", "0"));
    }

    /// <summary>
    /// A word of the line that tells the demo is up: <c>http, tenant, user, password, identities</c>.
    /// </summary>
    public async Task<string> WordAsync(string name) =>
        (await _process.Value).Ready.GetProperty(name).GetString()!;

    /// <summary>
    /// The demo's depots, started when the first test asks for them. Once for all tests: of two controllers that have
    /// the same identity the later one finds its numbers used, and is not heard.
    /// </summary>
    public Task<SimulatorProcess> SimulatorAsync() => _simulator.Value;

    /// <summary>Its process.</summary>
    public async Task<int> IdAsync() => (await _process.Value).Id;

    /// <summary>Where the demo tenant's pages are, without a slash at its end.</summary>
    public async Task<string> TenantAddressAsync() =>
        $"{(await WordAsync("http")).TrimEnd('/')}/{await WordAsync("tenant")}";

    /// <summary>Somebody at the demo tenant's pages.</summary>
    public async Task<Visitor> VisitAsync() => new(new Uri(await WordAsync("http")), await WordAsync("tenant"));

    /// <summary>A folder of the demo's for whatever belongs to it.</summary>
    public string FolderOf(string name) => Path.Combine(_folder.Value.FullPath, name);

    public async ValueTask DisposeAsync()
    {
        if (_simulator.IsValueCreated)
            await (await _simulator.Value).DisposeAsync();
        if (!_process.IsValueCreated)
            return;
        await (await _process.Value).DisposeAsync();
        _folder.Value.Dispose();
    }

    private async Task<SimulatorProcess> StartSimulatorAsync() => await SimulatorProcess.StartAsync(
        typeof(SimulatorHost).Assembly.Location,
        [
            "sim", "--identities", await WordAsync("identities"), "--port", "0",
            "--data", FolderOf("simulator"), "--boot-spread", "1"
        ],
        new WallClock(),
        CancellationToken.None);
}
