namespace Fachwerk.Firmware.Names;

/// <summary>What came of a message that may be the answer to a question.</summary>
public enum NameOutcome
{
    /// <summary>It is not the answer to this question: the answer may still come.</summary>
    NotOurs = 0,

    /// <summary>It has an address.</summary>
    Found = 1,

    /// <summary>The host is there but has no address of this type.</summary>
    NoAddress = 2,

    /// <summary>There is no such host.</summary>
    NoSuchHost = 3,

    /// <summary>The server cannot or will not say, or says nothing that can be used.</summary>
    NoHelp = 4
}
