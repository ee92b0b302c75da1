using Fachwerk.World.Gateway;
using Fachwerk.World.People;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Faults;

/// <summary>
/// Fault: the databases go back in time, the fleet's and the tenant's together, as by a restore or by the promotion of
/// a standby that had fallen behind; the generation rises. Nodes are started anew, or go on with what they have in
/// mind.
/// </summary>
internal sealed class FleetRestore(
    WorldCore world, MemoryFleet fleet, FleetSecrets secrets, Backoffice office, IReadOnlyList<GatewayNode> nodes)
{
    private const int AgeMinMs = 200;
    private const int AgeMaxMs = 1_800_000;
    private const int StartMinMs = 200;
    private const int StartMaxMs = 20_000;

    /// <summary>It went back to this.</summary>
    public event Action<FleetImage>? WentBack;

    /// <summary>Takes an image now; some time later everything goes back to it.</summary>
    public void Begin()
    {
        FleetImage image = fleet.TakeImage();
        IReadOnlyDictionary<long, (byte[] Secret, int Epoch)> keys = secrets.TakeImage();
        Backoffice.OfficeImage known = office.TakeImage();
        world.Agenda.In(world.Random.Spread(AgeMinMs, AgeMaxMs), () =>
        {
            if (world.IsAtRest)
                return;
            bool startsAnew = world.Random.Chance(0.5);
            world.Tally.Count(startsAnew ? "deed went back, nodes anew" : "deed went back under running nodes");
            fleet.GoBack(image);
            secrets.GoBack(keys);
            office.GoBack(known);
            WentBack!(image);
            if (startsAnew)
                StartAnew();
        });
    }

    private void StartAnew()
    {
        foreach (GatewayNode node in nodes)
        {
            node.Kill();
            world.Agenda.In(world.Random.Spread(StartMinMs, StartMaxMs), () =>
            {
                if (!node.IsUp)
                    node.Start();
            });
        }
    }
}
