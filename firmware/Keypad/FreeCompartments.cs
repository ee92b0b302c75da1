using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Which compartments a deposit may take: of the depot's pool, fitting, shut, not quarantined, not taken; and drivable.
/// </summary>
public sealed class FreeCompartments
{
    // CompartmentRecord: number, size, features, pool.
    private const int SizeAt = 1;
    private const int FeaturesAt = 2;
    private const int PoolAt = 3;

    private readonly DepotParts _parts;

    /// <summary>The compartments of a depot.</summary>
    public FreeCompartments(DepotParts parts)
    {
        _parts = parts;
    }

    /// <summary>True when nothing is in the way of a deposit.</summary>
    public bool IsFree(int compartment) =>
        _parts.Doors.StateOf(compartment) == DoorState.Closed && _parts.Opener.CanOpen(compartment)
        && !_parts.Quarantine.IsQuarantined(compartment) && !_parts.Deposits.IsTaken(compartment);

    /// <summary>Counts the free ones in the depot's pool, by size from index 1.</summary>
    /// <param name="features">All of these bits are wanted.</param>
    public void Count(int[] counts, int features)
    {
        System.Array.Clear(counts, 0, counts.Length);
        byte[] records = _parts.Table.Active.Compartments;
        int last = _parts.Bank.Compartments;
        int at = 0;
        for (int i = 1; i <= last; i++)
        {
            int size = records[at + SizeAt];
            if (size > 0 && size < counts.Length && records[at + PoolAt] == (int)CompartmentPool.Depot
                && (records[at + FeaturesAt] & features) == features && IsFree(i))
            {
                counts[size]++;
            }
            at += TableHalf.CompartmentBytes;
        }
    }

    /// <summary>The free one of a size with the lowest number; 0 = none.</summary>
    public int First(int size, int features)
    {
        int i = 1;
        while (i <= _parts.Bank.Compartments && !IsOffered(i, size, features))
        {
            i++;
        }
        return i <= _parts.Bank.Compartments ? i : 0;
    }

    /// <summary>Size of a compartment; 0 when the table does not tell.</summary>
    public int SizeOf(int compartment) => Field(compartment, SizeAt);

    private bool IsOffered(int compartment, int size, int features) =>
        Field(compartment, SizeAt) == size && Field(compartment, PoolAt) == (int)CompartmentPool.Depot
        && (Field(compartment, FeaturesAt) & features) == features && IsFree(compartment);

    private int Field(int compartment, int at) =>
        _parts.Table.Active.Compartments[(compartment - 1) * TableHalf.CompartmentBytes + at];
}
