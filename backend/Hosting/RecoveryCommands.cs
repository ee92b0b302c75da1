using System.CommandLine;
using System.Globalization;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fachwerk.Backend.Hosting;

/// <summary>What somebody who restored a database tells the nodes: they cannot always see it.</summary>
internal static class RecoveryCommands
{
    /// <summary><c>fleet recovered</c>: for a copy that no node can tell from its original.</summary>
    public static Command Fleet(Option<string> data, TimeProvider time)
    {
        var above = Options.OptionalNumber("--above",
            "The highest generation there was (0: none), where all nodes' folders were restored or new.",
            0, FleetGeneration.Last - 1);
        var recovered = new Command("recovered", "Tells that the fleet database was restored from a copy.")
        {
            data, above
        };
        recovered.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(data), time,
            (fleet, folder, clock, stop) =>
                FleetRecoveredAsync(fleet, folder, parsed.GetValue(above), clock, stop), ct));
        return new Command("fleet", "The fleet.") { recovered };
    }

    /// <summary><c>tenant recovered SLUG</c>.</summary>
    public static Command Tenant(Option<string> data, TimeProvider time)
    {
        var slug = new Argument<string>("slug") { Description = "The tenant, as its address names it." };
        slug.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 or > TenantCatalogue.SlugLengthMax }])
                result.AddError($"A tenant's name in its address has 1 to {TenantCatalogue.SlugLengthMax} letters");
        });
        var recovered = new Command("recovered", "Tells that a tenant's database was restored from a copy.")
        {
            slug, data
        };
        recovered.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(data), time,
            (fleet, _, _, stop) => TenantRecoveredAsync(fleet, parsed.GetRequiredValue(slug), stop), ct));
        return new Command("tenant", "A tenant.") { recovered };
    }

    private static async Task<string> FleetRecoveredAsync(
        FleetDatabase fleet, DataFolder data, int? above, TimeProvider time, CancellationToken ct)
    {
        using var generation = new FleetGeneration(fleet, data, time, NullLogger<FleetGeneration>.Instance);
        var raised = await generation.RecoveredAsync(ct, above);
        return string.Create(CultureInfo.InvariantCulture,
            $"The fleet is in generation {raised} now: each depot proves once that it speaks now.");
    }

    private static async Task<string> TenantRecoveredAsync(FleetDatabase fleet, string slug, CancellationToken ct) =>
        await new TableInventory(fleet).NoteRecoveryAsync(slug, ct)
            ? $"The tenant {slug} is compared with the fleet within seconds, or when a node starts."
            : throw new StartupRefusal($"There is no tenant {slug}. Nothing was changed. Name it as its address does.");

    private static async Task<int> RunAsync(string folder, TimeProvider time,
        Func<FleetDatabase, DataFolder, TimeProvider, CancellationToken, Task<string>> tell, CancellationToken ct)
    {
        try
        {
            var data = DataFolder.Open(folder);
            var text = Environment.GetEnvironmentVariable(BackendOptions.DatabaseVariable);
            await using var server = text is null
                ? await DatabaseServer.StartEmbeddedAsync(data, time, ct)
                : await DatabaseServer.ConnectAsync(text, time, ct);
            var fleet = new FleetDatabase(server);
            await fleet.PrepareAsync(ct);
            await Console.Out.WriteLineAsync(await tell(fleet, data, time, ct));
            return 0;
        }
        catch (StartupRefusal refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
    }
}
