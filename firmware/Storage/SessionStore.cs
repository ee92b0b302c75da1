using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Secret, epoch, sequence numbers and replay floor: one atomic record, because an epoch step changes them together.
/// <code>
/// secret[16]  epoch[1]  sequenceEnd[4]  replayFloor[4]
/// </code>
/// </summary>
public sealed class SessionStore
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = DepotIdentity.SecretBytes + 9;

    /// <summary>Sequence numbers reserved at a time (RFC 8613 App. B.1.1).</summary>
    public const int SequenceBlock = 256;

    /// <summary>No number at or above this is ever used.</summary>
    public const uint SequenceMax = 1u << 24;

    private const int EpochAt = DepotIdentity.SecretBytes;
    private const int SequenceAt = EpochAt + 1;
    private const int FloorAt = SequenceAt + 4;

    private readonly AtomicRecord record;
    private readonly byte[] payload = new byte[PayloadBytes];
    private uint nextSequence;
    private uint sequenceEnd;
    private uint replayFloor;

    /// <param name="fram">Chip A.</param>
    public SessionStore(Fram fram)
    {
        record = new AtomicRecord(fram, FramMap.Session, PayloadBytes);
    }

    /// <summary>Master secret in force, 16 bytes.</summary>
    public byte[] Secret { get; } = new byte[DepotIdentity.SecretBytes];

    /// <summary>Key epoch in force.</summary>
    public int Epoch => payload[EpochAt];

    /// <summary>The lowest partial IV of the gateway that is not yet spent.</summary>
    public uint ReplayFloor => replayFloor;

    /// <summary>Reads the record; numbers of a block that was begun before are never used again.</summary>
    public LoadResult Load()
    {
        LoadResult result = record.Load(payload, 0);
        if (result == LoadResult.Loaded)
        {
            Array.Copy(payload, 0, Secret, 0, DepotIdentity.SecretBytes);
            sequenceEnd = BigEndian.ReadUInt32(payload, SequenceAt);
            nextSequence = sequenceEnd;
            replayFloor = BigEndian.ReadUInt32(payload, FloorAt);
        }
        return result;
    }

    /// <summary>Starts a new secret: sequence and floor at 0, in the same write.</summary>
    public bool TryReset(byte[] secret, int epoch)
    {
        Array.Copy(secret, 0, payload, 0, DepotIdentity.SecretBytes);
        payload[EpochAt] = (byte)epoch;
        BigEndian.WriteUInt32(payload, SequenceAt, 0);
        BigEndian.WriteUInt32(payload, FloorAt, 0);
        if (!record.TryStore(payload, 0))
        {
            return false;
        }
        Array.Copy(secret, 0, Secret, 0, DepotIdentity.SecretBytes);
        nextSequence = 0;
        sequenceEnd = 0;
        replayFloor = 0;
        return true;
    }

    /// <summary>
    /// Takes a sequence number that was never used; false when it cannot be made durable, or at the end.
    /// </summary>
    public bool TryTakeSequence(out uint sequence)
    {
        sequence = nextSequence;
        if (nextSequence >= SequenceMax)
        {
            return false;
        }
        if (nextSequence == sequenceEnd && !TryStore(sequenceEnd + SequenceBlock, replayFloor))
        {
            return false;
        }
        nextSequence++;
        return true;
    }

    /// <summary>True for a partial IV that no authentic request has spent yet.</summary>
    public bool IsFresh(uint partialIv) => partialIv >= replayFloor;

    /// <summary>Spends a partial IV and all below it; false when that could not be made durable.</summary>
    public bool TrySpend(uint partialIv) => IsFresh(partialIv) && TryStore(sequenceEnd, partialIv + 1);

    private bool TryStore(uint newSequenceEnd, uint newFloor)
    {
        BigEndian.WriteUInt32(payload, SequenceAt, newSequenceEnd);
        BigEndian.WriteUInt32(payload, FloorAt, newFloor);
        if (!record.TryStore(payload, 0))
        {
            return false;
        }
        sequenceEnd = newSequenceEnd;
        replayFloor = newFloor;
        return true;
    }
}
