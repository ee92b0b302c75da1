using System;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The identity record in FRAM A. No FRAM, no identity.
/// <code>
/// layout[1]  controller[4]  transportSecret[16]  codeSecret[16]  epoch[1]  compartments[1]
/// gatewaysLength[1]  gateways[112]
/// </code>
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class IdentityStore(Fram fram)
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = GatewaysAt + DepotIdentity.GatewaysLengthMax;

    private const int Layout = 3;
    private const int ControllerAt = 1;
    private const int TransportSecretAt = 5;
    private const int CodeSecretAt = TransportSecretAt + DepotIdentity.SecretBytes;
    private const int EpochAt = CodeSecretAt + DepotIdentity.SecretBytes;
    private const int CompartmentsAt = EpochAt + 1;
    private const int GatewaysLengthAt = CompartmentsAt + 1;
    private const int GatewaysAt = GatewaysLengthAt + 1;

    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Identity, PayloadBytes);
    private readonly byte[] _payload = new byte[PayloadBytes];

    /// <summary>True when a copy was found that is neither whole nor blank: there was one.</summary>
    public bool IsDoubtful => _record.IsDoubtful;

    /// <summary>The identity, once <see cref="Load"/> found one.</summary>
    public DepotIdentity? Identity { get; private set; }

    /// <summary>
    /// Writes a fresh identity and clears all that belonged to another: session, journal, uses, orders, lockout, table.
    /// The identity itself is written last, so a cut leaves the controller without one.
    /// </summary>
    /// <param name="mainBus">The bus with both FRAM chips.</param>
    /// <returns>False when a chip does not answer or a field does not fit.</returns>
    public static bool Provision(II2cBus mainBus, DepotIdentity identity)
    {
        if (identity.TransportSecret.Length != DepotIdentity.SecretBytes
            || identity.CodeSecret.Length != DepotIdentity.SecretBytes
            || identity.Gateways.Length > DepotIdentity.GatewaysLengthMax
            || identity.Compartments < 1 || identity.Compartments > DepotIdentity.CompartmentsMax
            || identity.Epoch < 0 || identity.Epoch > 255)
        {
            return false;
        }
        Fram chipA = new Fram(mainBus, Fram.FirstAddress);
        Fram chipB = new Fram(mainBus, Fram.FirstAddress + 1);
        return TryFill(chipA, 0, Fram.SizeBytes)
            && TryFill(chipB, 0, FramMap.TableHalf0)
            && TryFill(chipB, FramMap.Addresses, FramMap.TableHalf1)
            && new SessionStore(chipA).TryReset(identity.TransportSecret, identity.Epoch)
            && new BootRecord(chipA).TryClear()
            && new Journal(chipA).TryClear()
            && new IdentityStore(chipA).TryStore(identity);
    }

    /// <summary>Reads the identity.</summary>
    public LoadResult Load()
    {
        LoadResult result = _record.Load(_payload, 0);
        if (result != LoadResult.Loaded)
        {
            return result;
        }
        if (_payload[0] != Layout || _payload[GatewaysLengthAt] > DepotIdentity.GatewaysLengthMax)
        {
            return LoadResult.Blank;
        }
        byte[] transportSecret = new byte[DepotIdentity.SecretBytes];
        byte[] codeSecret = new byte[DepotIdentity.SecretBytes];
        Array.Copy(_payload, TransportSecretAt, transportSecret, 0, DepotIdentity.SecretBytes);
        Array.Copy(_payload, CodeSecretAt, codeSecret, 0, DepotIdentity.SecretBytes);
        Identity = new DepotIdentity(
            BigEndian.ReadUInt32(_payload, ControllerAt), transportSecret, codeSecret, _payload[EpochAt],
            Ascii.Read(_payload, GatewaysAt, _payload[GatewaysLengthAt]), _payload[CompartmentsAt]);
        return LoadResult.Loaded;
    }

    private static bool TryFill(Fram fram, int address, int end)
    {
        byte[] zeros = new byte[128];
        for (; address < end; address += zeros.Length)
        {
            int count = end - address < zeros.Length ? end - address : zeros.Length;
            if (!fram.TryWrite(address, zeros, 0, count))
            {
                return false;
            }
        }
        return true;
    }

    private bool TryStore(DepotIdentity identity)
    {
        Array.Clear(_payload, 0, _payload.Length);
        _payload[0] = Layout;
        BigEndian.WriteUInt32(_payload, ControllerAt, identity.Controller);
        Array.Copy(identity.TransportSecret, 0, _payload, TransportSecretAt, DepotIdentity.SecretBytes);
        Array.Copy(identity.CodeSecret, 0, _payload, CodeSecretAt, DepotIdentity.SecretBytes);
        _payload[EpochAt] = (byte)identity.Epoch;
        _payload[CompartmentsAt] = (byte)identity.Compartments;
        _payload[GatewaysLengthAt] = (byte)identity.Gateways.Length;
        Ascii.Write(identity.Gateways, _payload, GatewaysAt);
        return _record.TryStore(_payload, 0);
    }
}
