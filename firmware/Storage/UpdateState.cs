namespace Fachwerk.Firmware.Storage;

/// <summary>How a change of the synced table stands.</summary>
public enum UpdateState
{
    /// <summary>None is under way.</summary>
    None = 0,

    /// <summary>Operations are left.</summary>
    Running = 1,

    /// <summary>In force.</summary>
    Applied = 2,

    /// <summary>The digest does not match: the table must be read from 0.</summary>
    Mismatch = 3,

    /// <summary>It does not fit the table, or the FRAM does not answer; the old version stays in force.</summary>
    Failed = 4
}
