using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Which compartments a deposit may take: of the depot's pool, fitting, shut, not quarantined, not taken; and drivable.
/// </summary>
public sealed class FreeCompartments(
    LockBank bank, SyncedTable table, DoorWatch doors, DoorOpener opener, Quarantine quarantine, DepositStore deposits)
{
    // CompartmentRecord: number, size, features, pool.
    private const int SizeAt = 1;
    private const int FeaturesAt = 2;
    private const int PoolAt = 3;

    private readonly LockBank _bank = bank;
    private readonly SyncedTable _table = table;
    private readonly DoorWatch _doors = doors;
    private readonly DoorOpener _opener = opener;
    private readonly Quarantine _quarantine = quarantine;
    private readonly DepositStore _deposits = deposits;

    /// <summary>True when the compartment is there and nothing is in the way of a deposit.</summary>
    public bool IsFree(int compartment) => compartment <= _bank.Compartments
        && _doors.StateOf(compartment) == DoorState.Closed && !_deposits.IsTaken(compartment)
        && !_quarantine.IsQuarantined(compartment) && _opener.CanOpen(compartment);

    /// <summary>Counts the free ones in the depot's pool, by size from index 1.</summary>
    /// <param name="features">All of these bits are wanted.</param>
    public void Count(int[] counts, int features)
    {
        System.Array.Clear(counts, 0, counts.Length);
        byte[] records = _table.Active.Compartments;
        int last = _opener.CanTakeOn ? _bank.Compartments : 0;
        int at = 0;
        int offered = 0;
        for (int i = 0; i < last; i++)
        {
            // Eight at a time: what is in the way of most of them is a bit each.
            int bit = i & 7;
            offered = bit == 0 ? Offered(i >> 3) : offered;
            int size = records[at + SizeAt];
            if ((offered >> bit & 1) != 0 && size > 0 && size < counts.Length
                && records[at + PoolAt] == (int)CompartmentPool.Depot
                && (records[at + FeaturesAt] & features) == features
                && !_deposits.IsTaken(i + 1) && _opener.HasBudget(i + 1))
            {
                counts[size]++;
            }
            at += TableHalf.CompartmentBytes;
        }
    }

    /// <summary>The free one of a size with the lowest number; 0 = none.</summary>
    public int First(int size, int features)
    {
        byte[] records = _table.Active.Compartments;
        int last = _bank.Compartments;
        int at = 0;
        for (int i = 1; i <= last; i++)
        {
            if (records[at + SizeAt] == size && IsWanted(records, at, features) && IsFree(i))
            {
                return i;
            }
            at += TableHalf.CompartmentBytes;
        }
        return 0;
    }

    /// <summary>Size of a compartment; 0 when the table does not tell.</summary>
    public int SizeOf(int compartment) =>
        _table.Active.Compartments[(compartment - 1) * TableHalf.CompartmentBytes + SizeAt];

    // Shut, not quarantined, their expander answers.
    private int Offered(int expander) => _bank.IsFaulty(expander)
        ? 0 : _doors.ShutDoors(expander) & ~_quarantine.Bits(expander);

    private static bool IsWanted(byte[] records, int at, int features) =>
        records[at + PoolAt] == (int)CompartmentPool.Depot && (records[at + FeaturesAt] & features) == features;
}
