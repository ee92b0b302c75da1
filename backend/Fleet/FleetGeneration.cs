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
    /// <param name="above">The highest there was, where nothing else remembers it; at most 254.</param>
    /// <returns>The new generation.</returns>
    public async Task<int> RecoveredAsync(CancellationToken ct, int above = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(above, Last);
        Note(new Begun(above, Begun.Unknown));
        return (await RaiseAsync(fleet.Source, wentBack: false, isTold: true, ct))!.Value;
    }

    /// <summary>Raises it above one that a tenant's database has seen, if it is not above it by now.</summary>
    public async Task WitnessAsync(int seen, CancellationToken ct)
    {
        Note(new Begun(seen, Begun.Unknown));
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

    private static async Task<Begun?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new Begun(row.GetInt16(0), row.GetInt64(1)) : null;
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
    }

    private Begun Seen()
    {
        var words = File.Exists(Path) ? File.ReadAllText(Path).Split(' ') : ["0"];
        var generation = int.TryParse(words[0], CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var isDrawnKnown = long.TryParse(words[^1], CultureInfo.InvariantCulture, out var drawn) && words.Length == 2;
        return new Begun(generation, isDrawnKnown ? drawn : Begun.Unknown);
    }

    private void Note(Begun begun)
    {
        var seen = Seen();
        var isNews = begun.Generation > seen.Generation
            || begun.Generation == seen.Generation && begun.Drawn != seen.Drawn && begun.Drawn != Begun.Unknown;
        if (!isNews && File.Exists(Path))
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

    /// <param name="Drawn">At random when it began; <see cref="Unknown"/> when somebody else told of it.</param>
    private readonly record struct Begun(int Generation, long Drawn)
    {
        public const long Unknown = -1;
    }
}
