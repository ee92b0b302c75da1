using System.Globalization;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>
/// Notices that the fleet database may have gone back in time and raises its generation before anything is written:
/// at the start, when another server becomes the primary, and every ten seconds. Remembers the highest generation and
/// what was drawn with it in the data folder, for a database restored twice from the same image must not have the same
/// one twice. Where that folder is restored with it, somebody has to name the highest.
/// </summary>
public sealed class FleetGeneration(FleetDatabase fleet, DataFolder data, TimeProvider time,
    ILogger<FleetGeneration> log) : BackgroundService
{
    /// <summary>The last generation there is.</summary>
    public const int Last = 255;

    private const int ConnectSecondsMax = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly string Raise = ReadRaise();

    private string Path => data.Of("fleet.generation");

    /// <summary>Compares and raises if need be; from now on also before each change of the primary.</summary>
    /// <exception cref="StartupRefusal">All 255 generations are used up.</exception>
    public async Task WatchAsync(CancellationToken ct)
    {
        await RaiseAsync(fleet.Source, wentBack: false, isTold: false, ct);
        fleet.Server.Primary.Admission = AdmitAsync;
    }

    /// <summary>Raises it because somebody who restored the database says so.</summary>
    /// <param name="above">The highest there was; at most 254. Needed where the folder knows none.</param>
    /// <returns>The new generation.</returns>
    /// <exception cref="StartupRefusal">Nothing knows how far the generations had come.</exception>
    public async Task<int> RecoveredAsync(CancellationToken ct, int? above = null)
    {
        if (above is { } highest)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(highest, Last);
            Note(new BegunGeneration(highest, BegunGeneration.Unknown));
        }
        else if (!File.Exists(Path))
        {
            throw new StartupRefusal(
                $"The folder {data.FullPath} has seen no generation of this fleet, so numbers of the lost past could " +
                "be used again. Nothing was changed. Run it where a node's folder is that was not restored, or name " +
                "the highest generation there was, as the nodes' logs tell it (1007): --above N, 0 if none.");
        }

        return (await RaiseAsync(fleet.Source, wentBack: false, isTold: true, ct))!.Value;
    }

    /// <summary>Raises it above one that a tenant's database has seen, if it is not above or the same by now.</summary>
    public async Task WitnessAsync(BegunGeneration seen, CancellationToken ct)
    {
        Note(seen);
        await RaiseAsync(fleet.Source, wentBack: false, isTold: false, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRaiseAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task AdmitAsync(NpgsqlConnectionStringBuilder text, bool wentBack, CancellationToken ct)
    {
        text.Database = fleet.Name;
        text.Pooling = false;
        text.Timeout = ConnectSecondsMax;
        text.CommandTimeout = ConnectSecondsMax;
        await using var source = NpgsqlDataSource.Create(text);
        await RaiseAsync(source, wentBack, isTold: false, ct);
    }

    private async Task<int?> RaiseAsync(NpgsqlDataSource source, bool wentBack, bool isTold, CancellationToken ct)
    {
        try
        {
            await using var command = source.CreateCommand(Raise);
            var seen = Seen();
            command.With((short)seen.Generation).With(wentBack).With(isTold).With(seen.Drawn);
            if (await ReadAsync(command, ct) is not { } raised)
            {
                // None was needed, or another node was first.
                await NoteAsync(source, ct);
                return null;
            }

            Note(raised);
            GenerationLog.Raised(log, raised.Generation);
            return raised.Generation;
        }
        catch (PostgresException cause) when (cause.SqlState is PostgresErrorCodes.CheckViolation
            or PostgresErrorCodes.NumericValueOutOfRange)
        {
            throw new StartupRefusal("The fleet database has used up its 255 generations, one for each fail-over and " +
                "restore. Nothing was changed. Enrol the controllers anew into a new fleet database.", cause);
        }
    }

    private async Task NoteAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select generation, drawn from master");
        Note((await ReadAsync(command, ct))!.Value);
    }

    private static async Task<BegunGeneration?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new BegunGeneration(row.GetInt16(0), row.GetInt64(1)) : null;
    }

    // The same server all the time, but somebody may have read a dump back into it.
    private async Task TryRaiseAsync(CancellationToken ct)
    {
        try
        {
            await RaiseAsync(fleet.Source, wentBack: false, isTold: false, ct);
        }
        catch (NpgsqlException cause)
        {
            GenerationLog.NotRead(log, cause.SqlState);
        }
        catch (StartupRefusal refusal)
        {
            GenerationLog.NotRaised(log, refusal.Message);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            FleetLog.Strange(log, cause);
        }
    }

    private BegunGeneration Seen()
    {
        var words = File.Exists(Path) ? File.ReadAllText(Path).Split(' ') : ["0"];
        var generation = int.TryParse(words[0], CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var isDrawnKnown = long.TryParse(words[^1], CultureInfo.InvariantCulture, out var drawn) && words.Length == 2;
        return new BegunGeneration(generation, isDrawnKnown ? drawn : BegunGeneration.Unknown);
    }

    private void Note(BegunGeneration begun)
    {
        var seen = Seen();
        if (!begun.IsForgottenBy(seen) && File.Exists(Path))
            return;
        PrivateFile.Write(Path, string.Create(CultureInfo.InvariantCulture, $"{begun.Generation} {begun.Drawn}"));
    }

    private static string ReadRaise()
    {
        var type = typeof(FleetGeneration);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.RaiseGeneration.sql");
        using var reader = new StreamReader(stream!);
        return reader.ReadToEnd();
    }
}
