using System;

namespace Fachwerk.Protocol.Oscore;

/// <summary>The value of the OSCORE option (RFC 8613 §6.1).</summary>
/// <remarks>
/// <code>
/// byte 0            reserved[3 bits] = 0, h[1 bit], k[1 bit], n[3 bits]; the whole value is empty when all are 0
/// n bytes           partial IV, shortest form, n at most 5
/// if h: 1 + s bytes s, then the kid context
/// if k: the rest    kid
/// </code>
/// </remarks>
public sealed class OscoreOption
{
    /// <summary>Says "no partial IV" where one is passed.</summary>
    public const long NoPartialIv = -1;

    /// <summary>Highest partial IV: 5 bytes.</summary>
    public const long PartialIvMax = (1L << 40) - 1;

    /// <summary>Longest value.</summary>
    public const int ValueMax = 1 + PartialIvBytesMax + 1 + OscoreContext.IdContextMax + OscoreContext.IdMax;

    private const int PartialIvBytesMax = 5;
    private const int KidContextFlag = 0x10;
    private const int KidFlag = 0x08;
    private const int ReservedFlags = 0xE0;

    /// <summary>The partial IV; <see cref="NoPartialIv"/> without one.</summary>
    public long PartialIv { get; set; } = NoPartialIv;

    /// <summary>True when a kid is there; it may be empty.</summary>
    public bool HasKid { get; set; }

    /// <summary>The kid; only the first <see cref="KidCount"/> bytes count.</summary>
    public byte[] Kid { get; } = new byte[OscoreContext.IdMax];

    /// <summary>Length of the kid.</summary>
    public int KidCount { get; set; }

    /// <summary>True when a kid context is there; it may be empty.</summary>
    public bool HasKidContext { get; set; }

    /// <summary>The kid context; only the first <see cref="KidContextCount"/> bytes count.</summary>
    public byte[] KidContext { get; } = new byte[OscoreContext.IdContextMax];

    /// <summary>Length of the kid context.</summary>
    public int KidContextCount { get; set; }

    /// <summary>Empties the option.</summary>
    public void Clear()
    {
        PartialIv = NoPartialIv;
        HasKid = false;
        KidCount = 0;
        HasKidContext = false;
        KidContextCount = 0;
    }

    /// <summary>Sets what a request carries.</summary>
    public void SetRequest(OscoreContext context, long partialIv)
    {
        PartialIv = partialIv;
        HasKid = true;
        KidCount = context.SenderId.Length;
        Array.Copy(context.SenderId, 0, Kid, 0, KidCount);
        byte[]? idContext = context.IdContext;
        HasKidContext = idContext != null;
        KidContextCount = idContext == null ? 0 : idContext.Length;
        if (idContext != null) Array.Copy(idContext, 0, KidContext, 0, KidContextCount);
    }

    /// <summary>Bytes of a partial IV in its shortest form; 0 for <see cref="NoPartialIv"/>.</summary>
    public static int PartialIvLength(long partialIv)
    {
        if (partialIv < 0) return 0;
        int length = 1;
        while (partialIv > 0xFF)
        {
            partialIv >>= 8;
            length++;
        }

        return length;
    }

    /// <summary>Writes a partial IV in its shortest form.</summary>
    /// <returns>Bytes written.</returns>
    public static int WritePartialIv(long partialIv, byte[] buffer, int offset)
    {
        int length = PartialIvLength(partialIv);
        for (int i = length - 1; i >= 0; i--)
        {
            buffer[offset + i] = (byte)partialIv;
            partialIv >>= 8;
        }

        return length;
    }

    /// <summary>Writes the value; the buffer has room for <see cref="ValueMax"/>.</summary>
    /// <returns>Bytes written, 0 when nothing is set.</returns>
    public int Write(byte[] buffer, int offset)
    {
        int flags = PartialIvLength(PartialIv) | (HasKidContext ? KidContextFlag : 0) | (HasKid ? KidFlag : 0);
        if (flags == 0) return 0;
        int at = offset;
        buffer[at++] = (byte)flags;
        at += WritePartialIv(PartialIv, buffer, at);
        if (HasKidContext)
        {
            buffer[at++] = (byte)KidContextCount;
            Array.Copy(KidContext, 0, buffer, at, KidContextCount);
            at += KidContextCount;
        }

        if (!HasKid) return at - offset;
        Array.Copy(Kid, 0, buffer, at, KidCount);
        return at + KidCount - offset;
    }

    /// <summary>Reads a value; false when it is malformed or an id is longer than any of ours.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        Clear();
        if (count == 0) return true;
        int flags = buffer[offset];
        int end = offset + count;
        int at = offset + 1;

        // RFC 8613 §6.1: an all-zero flag byte is written as an empty value; n = 6 and 7 are reserved.
        if (flags == 0 || (flags & ReservedFlags) != 0) return false;
        if (!TryReadPartialIv(buffer, at, end, flags & 7)) return false;
        at += flags & 7;
        if ((flags & KidContextFlag) != 0)
        {
            if (!TryReadKidContext(buffer, at, end)) return false;
            at += 1 + KidContextCount;
        }

        if ((flags & KidFlag) == 0) return at == end;
        KidCount = end - at;
        HasKid = KidCount <= OscoreContext.IdMax;
        if (!HasKid) return false;
        Array.Copy(buffer, at, Kid, 0, KidCount);
        return true;
    }

    // The shortest form only: one partial IV must not have two spellings, the additional data holds its bytes.
    private bool TryReadPartialIv(byte[] buffer, int at, int end, int length)
    {
        if (length > PartialIvBytesMax || length > end - at) return false;
        if (length == 0) return true;
        if (length > 1 && buffer[at] == 0) return false;
        PartialIv = 0;
        for (int i = 0; i < length; i++) PartialIv = (PartialIv << 8) | buffer[at + i];
        return true;
    }

    private bool TryReadKidContext(byte[] buffer, int at, int end)
    {
        if (at >= end) return false;
        KidContextCount = buffer[at];
        if (KidContextCount > OscoreContext.IdContextMax || KidContextCount > end - at - 1) return false;
        HasKidContext = true;
        Array.Copy(buffer, at + 1, KidContext, 0, KidContextCount);
        return true;
    }
}
