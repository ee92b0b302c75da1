using System.Buffers.Binary;
using Fachwerk.Firmware.Link;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Herd;

/// <summary>One of many: the firmware's conversation with its own jitter, and nothing of the depot around it.</summary>
internal sealed class HerdDepot
{
    public const long Never = long.MaxValue;

    private readonly IHmacSha256 _hmac;
    private readonly byte[] _key = new byte[32];
    private uint _boots;

    public HerdDepot(IHmacSha256 hmac, int number)
    {
        _hmac = hmac;
        BinaryPrimitives.WriteInt32BigEndian(_key, number);
        Talk = Booted();
    }

    public Conversation Talk { get; private set; }

    /// <summary>From when on it has events to tell.</summary>
    public long EventsFromMs { get; set; }

    /// <summary>When the answer to what it sent last arrives; <see cref="Never"/> when none will.</summary>
    public long AnswerMs { get; set; } = Never;

    /// <summary>What that answer asks for.</summary>
    public int AskedSeconds { get; set; }

    /// <summary>When it was last answered.</summary>
    public long AnsweredMs { get; set; } = -1;

    /// <summary>Starts again after a loss of power, and has that to tell.</summary>
    public void Boot(long nowMs, int spreadSeconds)
    {
        Talk = Booted();
        AnswerMs = Never;
        EventsFromMs = nowMs;
        Talk.Begin(nowMs, spreadSeconds);
    }

    /// <summary>Whether events may go out: what a boot leaves in the journal waits for the first contact.</summary>
    public bool HasEvents(long nowMs) => nowMs >= EventsFromMs && Talk.HasContacted;

    /// <summary>When it has something to do.</summary>
    public long NextMs(long nowMs)
    {
        if (AnswerMs != Never)
            return AnswerMs;
        bool mayTell = Talk.Kind == ExchangeKind.None && !Talk.IsOffline && Talk.HasContacted;
        return Math.Max(nowMs + 1, mayTell ? Math.Min(Talk.NextMs, EventsFromMs) : Talk.NextMs);
    }

    private Conversation Booted() => new(new Jitter(_hmac, _key, ++_boots));
}
