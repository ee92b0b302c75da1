using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How often each limited code was used. Counted before the pulse; freed when the code has left the table.
/// <code>
/// codeId[4]  used[1]  check[1]      (check = low byte of the CRC-16 over the five before it)
/// </code>
/// A cut between <c>used</c> and <c>check</c> leaves the check of one use less: the pulse did not happen, so the use is
/// given back. A slot that fits neither is free.
/// </summary>
public sealed class UsesStore
{
    /// <summary>Codes that can be counted: as many as the table holds.</summary>
    public const int Capacity = 1000;

    private const int SlotBytes = 6;
    private const int UsedAt = 4;
    private const int SlotsPerRead = 20;

    private readonly Fram fram;
    private readonly uint[] codeIds = new uint[Capacity];
    private readonly byte[] used = new byte[Capacity];
    private readonly byte[] slots = new byte[SlotBytes * SlotsPerRead];
    private int end;

    /// <param name="fram">Chip A.</param>
    public UsesStore(Fram fram)
    {
        this.fram = fram;
    }

    /// <summary>Slots that may be in use: those at and above it are free.</summary>
    public int End => end;

    /// <summary>Reads all counters.</summary>
    public bool TryLoad()
    {
        end = 0;
        for (int slot = 0; slot < Capacity; slot++)
        {
            int offset = slot % SlotsPerRead * SlotBytes;
            if (offset == 0 && !fram.TryRead(AddressOf(slot), slots, 0, slots.Length))
            {
                return false;
            }
            Take(slot, offset);
        }
        return true;
    }

    /// <summary>Uses counted for a code.</summary>
    public int UsedOf(uint codeId)
    {
        int slot = Find(codeId);
        return slot < 0 ? 0 : used[slot];
    }

    /// <summary>Counts one use; when it returns true, it is durable.</summary>
    public bool TryCount(uint codeId)
    {
        int slot = Find(codeId);
        if (slot >= 0)
        {
            return used[slot] < byte.MaxValue && TryWriteUsed(slot, (byte)(used[slot] + 1));
        }
        slot = Find(0);
        if (slot < 0)
        {
            if (end == Capacity)
            {
                return false;
            }
            slot = end;
        }
        // The id alone first: until used and check follow, the slot counts nothing.
        codeIds[slot] = 0;
        used[slot] = 0;
        BigEndian.WriteUInt32(slots, 0, codeId);
        slots[UsedAt] = 0;
        slots[UsedAt + 1] = 0;
        if (!fram.TryWrite(AddressOf(slot), slots, 0, SlotBytes))
        {
            return false;
        }
        codeIds[slot] = codeId;
        end = slot == end ? end + 1 : end;
        return TryWriteUsed(slot, 1);
    }

    /// <summary>The code counted in a slot; 0 = free.</summary>
    public uint CodeAt(int slot) => codeIds[slot];

    /// <summary>Frees a slot whose code has left the table.</summary>
    public bool TryFree(int slot)
    {
        for (int i = 0; i < SlotBytes; i++)
        {
            slots[i] = 0;
        }
        if (!fram.TryWrite(AddressOf(slot), slots, 0, SlotBytes))
        {
            return false;
        }
        codeIds[slot] = 0;
        used[slot] = 0;
        return true;
    }

    private void Take(int slot, int offset)
    {
        codeIds[slot] = BigEndian.ReadUInt32(slots, offset);
        byte count = slots[offset + UsedAt];
        byte check = slots[offset + UsedAt + 1];
        if (check != CheckOf(offset))
        {
            slots[offset + UsedAt]--;
            bool isTorn = count > 0 && check == CheckOf(offset);
            count = isTorn ? (byte)(count - 1) : (byte)0;
            codeIds[slot] = isTorn ? codeIds[slot] : 0;
        }
        used[slot] = count;
        end = codeIds[slot] != 0 ? slot + 1 : end;
    }

    private bool TryWriteUsed(int slot, byte count)
    {
        BigEndian.WriteUInt32(slots, 0, codeIds[slot]);
        slots[UsedAt] = count;
        slots[UsedAt + 1] = CheckOf(0);
        if (!fram.TryWrite(AddressOf(slot) + UsedAt, slots, UsedAt, 2))
        {
            return false;
        }
        used[slot] = count;
        return true;
    }

    private int Find(uint codeId)
    {
        for (int slot = 0; slot < end; slot++)
        {
            if (codeIds[slot] == codeId)
            {
                return slot;
            }
        }
        return -1;
    }

    private byte CheckOf(int offset) => (byte)Crc.Compute16(slots, offset, UsedAt + 1);

    private static int AddressOf(int slot) => FramMap.Uses + slot * SlotBytes;
}
