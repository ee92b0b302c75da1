namespace Fachwerk.Protocol.Telegrams;

/// <summary>Why a table was not taken: registry "Table refusals" of SPEC.md.</summary>
public enum TableRefusal
{
    /// <summary>The digest over its records is another one.</summary>
    WrongDigest = 1,

    /// <summary>A record is malformed or the table holds more than fits.</summary>
    DoesNotFit = 2,

    /// <summary>It changed between its blocks, four times in a row.</summary>
    Changing = 3,

    /// <summary>The FRAM did not take it.</summary>
    Storage = 4
}
