using Fachwerk.Simulator.Smoke;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Web;
using Xunit;

[assembly: AssemblyFixture(typeof(DemoBackend))]

namespace Fachwerk.SystemTests.Web;

/// <summary>The backend in a process of its own, in demo mode, started when the first test asks for it.</summary>
public sealed class DemoBackend : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fachwerk-demo-{Environment.ProcessId}");
    private readonly Lazy<Task<BackendProcess>> _process;

    public DemoBackend() => _process = new Lazy<Task<BackendProcess>>(StartAsync);

    /// <summary>The folder of the demo's data.</summary>
    public string Folder => _folder;

    /// <summary>The running process.</summary>
    public Task<BackendProcess> ProcessAsync() => _process.Value;

    /// <summary>Where the demo tenant's pages are, without a slash at its end.</summary>
    public async Task<string> TenantAddressAsync()
    {
        var process = await ProcessAsync();
        return $"{process.Http}/{process.Text("tenant")}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated)
            await (await _process.Value).DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    // From another working directory on purpose: the pages must not depend on where the process was started.
    private Task<BackendProcess> StartAsync() => BackendProcess.StartAsync(
        typeof(Backend.Hosting.BackendHost).Assembly.Location.Replace(
            "/tests/Fachwerk.SystemTests/bin/", "/backend/bin/", StringComparison.Ordinal),
        ["demo", "--data", _folder, "--depots", "3", "--http", "http://127.0.0.1:0", "--udp", "0"],
        new WallClock(),
        CancellationToken.None);
}
