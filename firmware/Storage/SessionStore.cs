using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Secret, epoch, sequence numbers and replay floor: one atomic record, because an epoch step changes them together.
/// <code>
/// secret[16]  epoch[1]  sequenceEnd[4]  replayFloor[4]  epochSince[4]  messageBase[2]
/// </code>
/// messageBase: what is added to a sequence number to make a message id.
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class SessionStore(Fram fram)
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = DepotIdentity.SecretBytes + 15;

    /// <summary>Sequence numbers reserved at a time (RFC 8613 App. B.1.1).</summary>
    public const int SequenceBlock = 256;

    /// <summary>No number at or above this is ever used.</summary>
    public const uint SequenceMax = Limits.ControllerPartialIvMax + 1;

    // Well before the end of the numbers: the secret changes yearly, and after so many messages.
    private const uint StepAtSequence = 1u << 19;
    private const uint StepAfterSeconds = 365 * 86400;

    private const int EpochAt = DepotIdentity.SecretBytes;
    private const int SequenceAt = EpochAt + 1;
    private const int FloorAt = SequenceAt + 4;
    private const int SinceAt = FloorAt + 4;
    private const int MessageBaseAt = SinceAt + 4;
    private const int MessageIdMask = 0xFFFF;

    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Session, PayloadBytes);
    private readonly byte[] _payload = new byte[PayloadBytes];
    private uint _nextSequence;
    private uint _sequenceEnd;

    // The lowest partial IV of the gateway that is not yet spent.
    private uint _replayFloor;

    /// <summary>Master secret in force, 16 bytes.</summary>
    public byte[] Secret { get; } = new byte[DepotIdentity.SecretBytes];

    /// <summary>Key epoch in force.</summary>
    public int Epoch => _payload[EpochAt];

    /// <summary>True when the record read may not be the newest: then its numbers may have been used.</summary>
    public bool IsDoubtful => _record.IsDoubtful;

    /// <summary>
    /// The message id of a telegram: goes on over epochs and starts, so that one comes again after 65,536 others at the
    /// earliest (RFC 7252 §4.4).
    /// </summary>
    public int MessageIdOf(uint sequence) => (int)(MessageBase + sequence) & MessageIdMask;

    private uint MessageBase => (uint)BigEndian.ReadUInt16(_payload, MessageBaseAt);

    private uint EpochSince => BigEndian.ReadUInt32(_payload, SinceAt);

    /// <summary>Reads the record; numbers of a block that was begun before are never used again.</summary>
    public LoadResult Load()
    {
        LoadResult result = _record.Load(_payload, 0);
        if (result == LoadResult.Loaded)
        {
            Array.Copy(_payload, 0, Secret, 0, DepotIdentity.SecretBytes);
            _sequenceEnd = BigEndian.ReadUInt32(_payload, SequenceAt);
            _nextSequence = _sequenceEnd;
            _replayFloor = BigEndian.ReadUInt32(_payload, FloorAt);
        }
        return result;
    }

    /// <summary>
    /// The epoch's age counts from the first time agreed on in it, and anew when that was in the future.
    /// </summary>
    /// <param name="now">Unix seconds that were agreed on; 0 = none.</param>
    public void NoteTime(uint now)
    {
        if (now != 0 && (EpochSince == 0 || EpochSince > now))
        {
            BigEndian.WriteUInt32(_payload, SinceAt, now);
            TryStore(_sequenceEnd, _replayFloor);
        }
    }

    /// <summary>True when it is time for the next epoch.</summary>
    /// <param name="now">Unix seconds that were agreed on; 0 = none.</param>
    public bool IsStepDue(uint now)
    {
        bool isOld = EpochSince != 0 && now > EpochSince && now - EpochSince >= StepAfterSeconds;
        return Epoch < Limits.EpochMax && (isOld || _nextSequence >= StepAtSequence);
    }

    /// <summary>
    /// Starts a new secret: sequence and floor at 0, in the same write. Written twice, so that the secret before is
    /// gone from both copies.
    /// </summary>
    public bool TryReset(byte[] secret, int epoch)
    {
        int epochBefore = Epoch;
        uint sinceBefore = EpochSince;
        uint baseBefore = MessageBase;
        // A block more than was reserved: this may be the older copy, and the newer one reserved another.
        Fill(secret, epoch, 0, baseBefore + _sequenceEnd + SequenceBlock);
        BigEndian.WriteUInt32(_payload, SequenceAt, 0);
        BigEndian.WriteUInt32(_payload, FloorAt, 0);
        if (!_record.TryStore(_payload, 0))
        {
            Fill(Secret, epochBefore, sinceBefore, baseBefore);
            return false;
        }
        _record.TryStore(_payload, 0);
        Array.Copy(secret, 0, Secret, 0, DepotIdentity.SecretBytes);
        _nextSequence = 0;
        _sequenceEnd = 0;
        _replayFloor = 0;
        return true;
    }

    private void Fill(byte[] secret, int epoch, uint since, uint messageBase)
    {
        Array.Copy(secret, 0, _payload, 0, DepotIdentity.SecretBytes);
        _payload[EpochAt] = (byte)epoch;
        BigEndian.WriteUInt32(_payload, SinceAt, since);
        BigEndian.WriteUInt16(_payload, MessageBaseAt, (int)messageBase & MessageIdMask);
    }

    /// <summary>
    /// Takes a sequence number that was never used; false when it cannot be made durable, or at the end.
    /// </summary>
    public bool TryTakeSequence(out uint sequence)
    {
        sequence = _nextSequence;
        if (_nextSequence >= SequenceMax)
        {
            return false;
        }
        if (_nextSequence == _sequenceEnd && !TryStore(_sequenceEnd + SequenceBlock, _replayFloor))
        {
            return false;
        }
        _nextSequence++;
        return true;
    }

    /// <summary>True for a partial IV that no authentic request has spent yet.</summary>
    public bool IsFresh(uint partialIv) =>
        ReplayFloor.IsAbove(Epoch, partialIv, ReplayFloor.Of(Epoch, _replayFloor + ReplayFloor.Start));

    /// <summary>Spends a partial IV and all below it; false when that could not be made durable.</summary>
    public bool TrySpend(uint partialIv) => IsFresh(partialIv) && TryStore(_sequenceEnd, partialIv + 1);

    private bool TryStore(uint newSequenceEnd, uint newFloor)
    {
        BigEndian.WriteUInt32(_payload, SequenceAt, newSequenceEnd);
        BigEndian.WriteUInt32(_payload, FloorAt, newFloor);
        if (!_record.TryStore(_payload, 0))
        {
            return false;
        }
        _sequenceEnd = newSequenceEnd;
        _replayFloor = newFloor;
        return true;
    }
}
