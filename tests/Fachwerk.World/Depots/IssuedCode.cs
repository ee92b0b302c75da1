using Fachwerk.Protocol.Codes;

namespace Fachwerk.World.Depots;

/// <summary>A code somebody was given.</summary>
internal sealed class IssuedCode(string digits)
{
    public string Digits { get; } = digits;

    /// <summary>Of a table code.</summary>
    public CodeRecord? Record { get; init; }

    /// <summary>The same as bytes.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>Of an offline code.</summary>
    public OfflineCode? Offline { get; init; }

    public uint Id => Record?.CodeId ?? 0;

    public bool IsDeposit => !IsMaintenance && Record is { } record
        && ((record.Flags & CodeFlags.Deposit) != 0 || record.Compartment == CodeRecord.AnyCompartment);

    public bool IsMaintenance => Record is { } record && (record.Flags & CodeFlags.Maintenance) != 0;

    /// <summary>Openings with a pulse, those without a use not counted.</summary>
    public int Openings { get; set; }

    /// <summary>True until the backend has taken it out of the table.</summary>
    public bool IsIssued { get; set; } = true;

    /// <summary>
    /// True when it was taken out and the database has forgotten that: it opens again, whatever lies there now, until
    /// it is taken out again.
    /// </summary>
    public bool IsRevived { get; private set; }

    /// <summary>The database went back in time.</summary>
    /// <param name="isIssued">Whether its table holds the code.</param>
    public void GoBack(bool isIssued)
    {
        if (isIssued && !IsIssued)
        {
            // The depot has forgotten its uses with its record.
            IsRevived = true;
            Openings = 0;
        }

        IsIssued = isIssued;
    }
}
