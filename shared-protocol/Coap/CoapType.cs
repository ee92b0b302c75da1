namespace Fachwerk.Protocol.Coap;

/// <summary>Message types (RFC 7252 §3).</summary>
public enum CoapType
{
    /// <summary>To be acknowledged: every request of ours.</summary>
    Confirmable = 0,

    /// <summary>Not to be acknowledged.</summary>
    NonConfirmable = 1,

    /// <summary>Acknowledgement: carries every answer of ours.</summary>
    Acknowledgement = 2,

    /// <summary>Reset.</summary>
    Reset = 3
}
