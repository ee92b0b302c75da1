namespace Fachwerk.Protocol.Cbor;

/// <summary>The kinds of CBOR items the profile uses (RFC 8949 §3.1); the first seven are the major types.</summary>
public enum CborType
{
    /// <summary>Major type 0: 0 to 2^64 - 1.</summary>
    PositiveInteger = 0,

    /// <summary>Major type 1: -1 to -2^64.</summary>
    NegativeInteger = 1,

    /// <summary>Major type 2.</summary>
    Bytes = 2,

    /// <summary>Major type 3, UTF-8.</summary>
    Text = 3,

    /// <summary>Major type 4.</summary>
    Array = 4,

    /// <summary>Major type 5; only ever skipped.</summary>
    Map = 5,

    /// <summary>Major type 6; only ever skipped.</summary>
    Tag = 6,

    /// <summary>Major type 7: false, true, null and, only ever skipped, other simple values and floats.</summary>
    Simple = 7,

    /// <summary>No item: the end of the input or not well-formed.</summary>
    None = 8
}
