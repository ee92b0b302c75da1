namespace Fachwerk.Protocol.Coap;

/// <summary>Option numbers (RFC 7252 §12.2, RFC 7959 §6, RFC 8613 §13.2, RFC 9175 §6).</summary>
public static class CoapOption
{
    /// <summary>Critical, opaque.</summary>
    public const int IfMatch = 1;

    /// <summary>Critical, text.</summary>
    public const int UriHost = 3;

    /// <summary>Elective, opaque, 1 to 8 bytes.</summary>
    public const int ETag = 4;

    /// <summary>Critical, empty.</summary>
    public const int IfNoneMatch = 5;

    /// <summary>Elective, unsigned.</summary>
    public const int Observe = 6;

    /// <summary>Critical, unsigned.</summary>
    public const int UriPort = 7;

    /// <summary>Critical, 0 to 255 bytes.</summary>
    public const int Oscore = 9;

    /// <summary>Critical, text, repeatable.</summary>
    public const int UriPath = 11;

    /// <summary>Elective, unsigned.</summary>
    public const int ContentFormat = 12;

    /// <summary>Critical, text, repeatable.</summary>
    public const int UriQuery = 15;

    /// <summary>Critical, unsigned.</summary>
    public const int Accept = 17;

    /// <summary>Critical, unsigned of at most 3 bytes.</summary>
    public const int Block2 = 23;

    /// <summary>Critical, unsigned of at most 3 bytes.</summary>
    public const int Block1 = 27;

    /// <summary>Elective, opaque, 1 to 40 bytes.</summary>
    public const int Echo = 252;

    /// <summary>
    /// True when a receiver that does not know the option must refuse the message (RFC 7252 §5.4.1, §5.4.6).
    /// </summary>
    public static bool IsCritical(int number) => (number & 1) == 1;
}
