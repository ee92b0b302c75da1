namespace Fachwerk.Protocol.Coap;

/// <summary>The codes the profile uses, class × 32 + detail (RFC 7252 §12.1).</summary>
public static class CoapCode
{
    /// <summary>0.00: no code, no token, no options, no payload.</summary>
    public const int Empty = 0x00;

    /// <summary>0.01</summary>
    public const int Get = 0x01;

    /// <summary>0.02</summary>
    public const int Post = 0x02;

    /// <summary>2.04</summary>
    public const int Changed = 0x44;

    /// <summary>2.05</summary>
    public const int Content = 0x45;

    /// <summary>4.00</summary>
    public const int BadRequest = 0x80;

    /// <summary>4.01</summary>
    public const int Unauthorized = 0x81;

    /// <summary>4.02</summary>
    public const int BadOption = 0x82;

    /// <summary>4.04</summary>
    public const int NotFound = 0x84;

    /// <summary>4.05</summary>
    public const int MethodNotAllowed = 0x85;

    /// <summary>5.03</summary>
    public const int ServiceUnavailable = 0xA3;

    /// <summary>True for the classes of requests: 0.01 to 0.31.</summary>
    public static bool IsRequest(int code) => code > 0 && code < 0x20;

    /// <summary>True for the classes of answers: 2, 4 and 5.</summary>
    public static bool IsResponse(int code) => code >> 5 == 2 || code >> 5 == 4 || code >> 5 == 5;
}
