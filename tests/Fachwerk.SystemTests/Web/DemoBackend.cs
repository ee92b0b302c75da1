using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Web;
using Xunit;

[assembly: AssemblyFixture(typeof(DemoBackend))]

namespace Fachwerk.SystemTests.Web;

/// <summary>The backend in a process of its own, in demo mode, started when the first test asks for it.</summary>
public sealed class DemoBackend : IAsyncDisposable
{
    private readonly Lazy<TemporaryFolder> _folder = new(() => new TemporaryFolder());
    private readonly Lazy<Task<BackendProcess>> _process;

    public DemoBackend() => _process = new Lazy<Task<BackendProcess>>(() => BackendProcess.StartAsync(
        CancellationToken.None,
        "demo", "--data", _folder.Value.FullPath, "--depots", "3", "--http", "http://127.0.0.1:0", "--udp", "0"));

    /// <summary>
    /// A word of the line that tells the demo is up: <c>http, tenant, user, password, identities</c>.
    /// </summary>
    public async Task<string> WordAsync(string name) =>
        (await _process.Value).Ready.GetProperty(name).GetString()!;

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
        if (!_process.IsValueCreated)
            return;
        await (await _process.Value).DisposeAsync();
        _folder.Value.Dispose();
    }
}
