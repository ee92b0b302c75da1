using System.CommandLine;
using System.Text.Json;
using Fachwerk.Programs;

namespace Fachwerk.Simulator.Smoke;

/// <summary><c>smoke</c>: the whole way once; one line of JSON and exit code 0, or what failed and 1.</summary>
internal static class SmokeCommand
{
    private static readonly TimeSpan RunMax = TimeSpan.FromSeconds(120);

    private static readonly Option<string> Backend = Options.PresentFile("--backend", "The backend's DLL");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static Command Build(TimeProvider time)
    {
        Backend.Required = true;
        Command command = new("smoke", "Goes the whole way once, keypad to screen, against a backend of its own")
        {
            Backend
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetRequiredValue(Backend), time, stop));
        return command;
    }

    private static async Task<int> RunAsync(string backendDll, TimeProvider time, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fachwerk-smoke-");
        using CancellationTokenSource limit = new(RunMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        SmokeRun run = new(backendDll, folder.FullName, time);
        try
        {
            SmokeResult result = await run.RunAsync(either.Token);
            Console.WriteLine(JsonSerializer.Serialize(result, Json));
            return 0;
        }
        catch (Exception failure) when (failure is SmokeFailure or OperationCanceledException or HttpRequestException
            or System.Net.WebSockets.WebSocketException or IOException or JsonException)
        {
            string cause = failure is OperationCanceledException
                ? "it took too long"
                : failure.GetBaseException().Message;
            await Console.Error.WriteLineAsync($"smoke: failed while {run.Step}: {cause}");
            return 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
