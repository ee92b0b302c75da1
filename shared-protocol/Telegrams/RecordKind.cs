namespace Fachwerk.Protocol.Telegrams;

/// <summary>The kinds of records in the synced table: registry "Record kinds" of SPEC.md.</summary>
public enum RecordKind
{
    /// <summary>A table code, 24 bytes. Key: code id, 4 bytes.</summary>
    Code = 1,

    /// <summary>A compartment: number, size, features, pool, offlineFloor[4]; 8 bytes. Key: number, 1 byte.</summary>
    Compartment = 2,

    /// <summary>A setting: key, then its value. Key: the setting key, 1 byte.</summary>
    Setting = 3
}
