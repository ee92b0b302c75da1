using System.Net;
using System.Net.Sockets;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// One received datagram with all that is learnt of it on its way: read from the socket into its own buffer, verified
/// in place, committed, answered, used again. Belongs to one thread at a time.
/// </summary>
internal sealed class Telegram
{
    /// <summary>One byte more than a datagram may have: a longer one is cut silently and shows by filling it.</summary>
    public const int BufferLength = OscoreMessage.DatagramMax + 1;

    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);

    public int Count { get; set; }

    /// <summary>Where it came from; filled in place by the socket.</summary>
    public SocketAddress Source { get; } = new(AddressFamily.InterNetworkV6);

    /// <summary>The outside; after verification its payload is the inner message in <see cref="Buffer"/>.</summary>
    public OscoreMessage Message { get; } = new();

    /// <summary>Timestamp of the TimeProvider.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>Since when it waits for its turn and not for an earlier one of its controller; a timestamp.</summary>
    public long InLineSince { get; set; }

    public ControllerSession Session { get; set; } = null!;

    /// <summary>The keys it is protected under, and its answer.</summary>
    public SessionContext Keys { get; } = new();

    public OscoreContext Context => Keys.Oscore;

    public int Epoch { get; set; }

    public long PartialIv { get; set; }

    public TelegramKind Kind { get; set; }

    /// <summary>
    /// Whether the verified inner message begins as a check-in's does: POST, then the path of one letter. One that
    /// begins otherwise is only taken for more urgent than it is.
    /// </summary>
    public bool IsCheckIn => Message.PayloadCount > CheckInStart.Length
        && Buffer.AsSpan(Message.PayloadOffset, CheckInStart.Length).SequenceEqual(CheckInStart);

    private static ReadOnlySpan<byte> CheckInStart =>
        [CoapCode.Post, (CoapOption.UriPath << 4) | 1, (byte)Resource.CheckIn];

    /// <summary>For <see cref="TelegramKind.Events"/>: what storing them costs.</summary>
    public int EventCost { get; set; }

    /// <summary>For a table read: the version the depot has, and the Block2 value it asks for.</summary>
    public uint Since { get; set; }

    public long Block2 { get; set; }

    /// <summary>For <see cref="TelegramKind.Refused"/>: the code of the answer.</summary>
    public int RefusalCode { get; set; }
}

/// <summary>What a verified telegram asks for; the numbers go to the commit statement.</summary>
internal enum TelegramKind : short
{
    /// <summary>Genuine, but nothing this gateway serves: committed as a contact, answered with an error.</summary>
    Refused = 0,

    CheckIn = 1,

    Events = 2,

    Table = 3,

    /// <summary>Events of a depot beyond its ceiling: committed as a contact, and the depot is told to wait.</summary>
    HeldEvents = 4,
}
