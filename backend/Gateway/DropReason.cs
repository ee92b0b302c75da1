namespace Fachwerk.Backend.Gateway;

/// <summary>Why a datagram was dropped in silence. Each has a counter; the name is the metric's tag.</summary>
public enum DropReason
{
    /// <summary>Longer than any telegram.</summary>
    TooLong,

    /// <summary>No CoAP message, or one that no telegram looks like; also an empty datagram.</summary>
    Malformed,

    /// <summary>CoAP without OSCORE.</summary>
    NotProtected,

    /// <summary>No controller of that number is enrolled.</summary>
    UnknownController,

    /// <summary>An epoch below the controller's, or further ahead than is derived.</summary>
    WrongEpoch,

    /// <summary>
    /// Not above the newest partial IV that was accepted, is about to be committed, or was asked for a proof of being
    /// fresh.
    /// </summary>
    Replayed,

    /// <summary>
    /// Under overload: no telegram of the controller has verified from this source, and what the source's network may
    /// have tried is used up.
    /// </summary>
    UnknownSource,

    /// <summary>Its tag is not that of the controller's key.</summary>
    Forged,

    /// <summary>An answer to an order that does not wait for one.</summary>
    UnknownAnswer,

    /// <summary>A newer one of its controller came while it waited for its commit.</summary>
    Superseded,

    /// <summary>No room: too many telegrams wait to be committed.</summary>
    Overloaded,

    /// <summary>Not committed within 1.5 s of its arrival.</summary>
    TooLate,

    /// <summary>The commit failed or its outcome is not known.</summary>
    CommitFailed,

    /// <summary>The database refused it: seen before by any node, or the controller was revoked.</summary>
    Refused,

    /// <summary>It made this node fail in a way that nobody foresaw; the log has the error.</summary>
    Failed,
}
