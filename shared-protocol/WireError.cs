namespace Fachwerk.Protocol;

/// <summary>Why bytes from the wire were refused. A telegram refused is dropped and counted, never answered.</summary>
public enum WireError
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>Shorter than its format, or longer than its limit.</summary>
    Length = 1,

    /// <summary>Not version 1 of CoAP.</summary>
    Version = 2,

    /// <summary>Type, code or token that no telegram has.</summary>
    Header = 3,

    /// <summary>A malformed option, or a critical one that is not known.</summary>
    Option = 4,

    /// <summary>CoAP without OSCORE.</summary>
    NotProtected = 5,

    /// <summary>The OSCORE option or what it needs is malformed.</summary>
    OscoreOption = 6
}
