namespace Fachwerk.Protocol.Telegrams;

/// <summary>What a table operation does: registry "Table operations" of SPEC.md.</summary>
public enum TableOperation
{
    /// <summary>Puts a record, replacing one with its key. Bytes: the whole record.</summary>
    Put = 1,

    /// <summary>Removes a record. Bytes: its key; nothing happens when there is none.</summary>
    Remove = 2
}
