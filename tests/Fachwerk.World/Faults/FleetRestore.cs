using Fachwerk.World.Gateway;
using Fachwerk.World.People;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Faults;

/// <summary>
/// Fault: the databases go back in time, the fleet's and the tenant's together, as by a restore or by the promotion of
/// a standby that had fallen behind; the generation rises. Nodes are started anew, or go on with what they have in
/// mind. Half of the times copies of what depots sent come to all nodes, and the same image is put in place up to twice
/// more.
/// </summary>
internal sealed class FleetRestore(
    WorldCore world, MemoryFleet fleet, FleetSecrets secrets, Backoffice office, IReadOnlyList<GatewayNode> nodes,
    Recorder recorder)
{
    private const int AgeMinMs = 200;
    private const int AgeMaxMs = 1_800_000;
    private const int AgainMaxMs = 300_000;
    private const int TimesMax = 3;
    private const int StartMinMs = 200;
    private const int StartMaxMs = 20_000;

    /// <summary>It went back to this.</summary>
    public event Action<FleetImage>? WentBack;

    /// <summary>Takes an image now; some time later everything goes back to it.</summary>
    public void Begin()
    {
        Image image = new(fleet.TakeImage(), secrets.TakeImage(), office.TakeImage());
        world.Agenda.In(world.Random.Spread(AgeMinMs, AgeMaxMs), () => GoBack(image, 1));
    }

    private void GoBack(Image image, int times)
    {
        if (world.IsAtRest)
            return;
        bool startsAnew = world.Random.Chance(0.5);
        world.Tally.Count(startsAnew ? "deed went back, nodes anew" : "deed went back under running nodes");
        world.Tally.Count($"deed went back, {times}. time to the same image");
        fleet.GoBack(image.Fleet, (uint)world.Random.Next());
        secrets.GoBack(image.Keys);
        office.GoBack(image.Known);
        WentBack!(image.Fleet);
        if (startsAnew)
            StartAnew();
        if (world.Random.Chance(0.5))
            recorder.SendAll(nodes);
        if (times < TimesMax && world.Random.Chance(0.5))
            world.Agenda.In(world.Random.Spread(AgeMinMs, AgainMaxMs), () => GoBack(image, times + 1));
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

    private sealed record Image(
        FleetImage Fleet, IReadOnlyDictionary<long, (byte[] Secret, int Epoch)> Keys, Backoffice.OfficeImage Known);
}
