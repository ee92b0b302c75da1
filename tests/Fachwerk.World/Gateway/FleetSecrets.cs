using Fachwerk.Backend.Secrets;

namespace Fachwerk.World.Gateway;

/// <summary>The transport secrets as the fleet database keeps them: each with the epoch it is of.</summary>
internal sealed class FleetSecrets
{
    /// <summary>The same on all nodes.</summary>
    public static readonly MasterKey Master = new(new byte[32]);

    private Dictionary<long, (byte[] Secret, int Epoch)> _secrets = [];

    public void Enrol(long controller, byte[] secret) => _secrets[controller] = (secret, 0);

    public IReadOnlyDictionary<long, (byte[] Secret, int Epoch)> TakeImage() => _secrets.ToDictionary();

    public void GoBack(IReadOnlyDictionary<long, (byte[] Secret, int Epoch)> image) => _secrets = new(image);

    public (byte[] Secret, int Epoch) Of(long controller) => _secrets[controller];

    public void Step(long controller, byte[] secret, int epoch)
    {
        if (_secrets[controller].Epoch < epoch)
            _secrets[controller] = (secret, epoch);
    }
}
