namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Where things lie in the two FRAM chips. HARDWARE.md shows the same as a table; a test compares them.
/// </summary>
public static class FramMap
{
    // Chip A, 0x50.

    /// <summary>Identity record.</summary>
    public const int Identity = 0x0000;

    /// <summary>Session record: secret, epoch, sequence block, replay floor.</summary>
    public const int Session = 0x0200;

    /// <summary>Boot record: boot count, boot marker, agreed time, sum of the small steps.</summary>
    public const int Boot = 0x0280;

    /// <summary>Journal head: next event number, acknowledged event, newest alarm.</summary>
    public const int JournalHead = 0x02C0;

    /// <summary>Lockout record.</summary>
    public const int Lockout = 0x0300;

    /// <summary>Budgets of wrong entries.</summary>
    public const int Budgets = 0x0320;

    /// <summary>Order memory, 32 records.</summary>
    public const int Orders = 0x0340;

    /// <summary>Quarantined compartments: a bit each.</summary>
    public const int Quarantine = 0x0780;

    /// <summary>What was told last of doors, parts and supply.</summary>
    public const int ToldStates = 0x07A0;

    /// <summary>Uses counters, 1,000 of 6 bytes.</summary>
    public const int Uses = 0x0800;

    /// <summary>What offline codes opened, 64 records.</summary>
    public const int OfflineMemory = 0x1F80;

    /// <summary>Compartments taken by deposits, 64 of 10 bytes.</summary>
    public const int Deposits = 0x2780;

    /// <summary>Sums of events there was no room for: a record for each kind, 48 of 56 bytes.</summary>
    public const int EventSums = 0x2A00;

    /// <summary>The journal ring, to the end of the chip.</summary>
    public const int JournalRing = 0x3480;

    // Chip B, 0x51.

    /// <summary>Table header: which half is in force, version, digest. Writing it is the switch.</summary>
    public const int TableHeader = 0x0000;

    /// <summary>First half.</summary>
    public const int TableHalf0 = 0x0100;

    /// <summary>Where gateways with a name last answered, 4 records.</summary>
    public const int Addresses = 0x7F00;

    /// <summary>Second half.</summary>
    public const int TableHalf1 = 0x8000;
}
