namespace Fachwerk.SystemTests.Hosting;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(FullPath);

    public string FullPath { get; } = Path.Combine(Path.GetTempPath(), $"fachwerk-test-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
