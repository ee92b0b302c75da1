using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// Puts a synced table into a depot's FRAM through the technician's adapter, as the backend's answer would.
/// </summary>
public sealed class TableLoader
{
    private const int BodyBytesMax = 64 * 1024;

    private readonly SyncedTable _table;
    private readonly TableDigest _digest;
    private readonly List<(RecordKind Kind, byte[] Bytes)> _records = [];

    /// <summary>A loader for a depot whose identity is provisioned and whose power is off.</summary>
    public TableLoader(SimulatedDepot depot, DepotIdentity identity)
    {
        IHmacSha256 hmac = new SoftwareHmacSha256();
        TableKey = CodeKeys.DeriveTableKey(hmac, identity.CodeSecret, identity.Controller);
        _digest = new TableDigest(hmac, TableKey);
        _table = new SyncedTable(new Fram(depot.Bench, Fram.FirstAddress + 1));
        _table.Load();
        while (_table.Level())
        {
            // The half that is not in force is brought level slot by slot.
        }
    }

    /// <summary>The version in force; 0 = none.</summary>
    public uint Version => _table.Version;

    /// <summary>The key of the depot's table codes.</summary>
    public byte[] TableKey { get; }

    /// <summary>Adds a record to the next version.</summary>
    public void Add(RecordKind kind, byte[] record) => _records.Add((kind, record));

    /// <summary>Puts a whole new version in force.</summary>
    /// <param name="version">0 = still none: the backend's first answer replaces it.</param>
    /// <exception cref="InvalidOperationException">The firmware's store did not take it.</exception>
    public void Apply(uint version)
    {
        byte[] body = new byte[BodyBytesMax];
        TableWriter writer = new();
        writer.Begin(0, version, 0, _records.Count, body, 0, body.Length);
        ulong sum = 0;
        foreach ((RecordKind kind, byte[] bytes) in _records)
        {
            writer.Add(TableOperation.Put, kind, bytes, 0, bytes.Length);
            sum += _digest.Of(kind, bytes, 0, bytes.Length);
        }

        int count = writer.End(sum);
        TableUpdate update = new(_table, _digest);
        bool began = count > 0 && update.TryBegin(body, count);
        while (began && update.State == UpdateState.Running)
            update.Step();
        if (!began || update.State != UpdateState.Applied)
            throw new InvalidOperationException($"The table was not taken: {update.State}.");
    }
}
