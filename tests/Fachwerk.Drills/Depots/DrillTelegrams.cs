using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Witness;

namespace Fachwerk.Drills.Depots;

/// <summary>
/// A controller's side of the profile, byte for byte. A witness that shares no code with it sees every datagram that it
/// sends or opens, and what that was sealed under goes into the ledger.
/// </summary>
internal sealed class DrillTelegrams
{
    private readonly OscoreCodec _codec = new(new FrameworkAead());
    private readonly InnerMessage _inner = new();
    private readonly OscoreMessage _message = new();
    private readonly byte[] _plain = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _output = new byte[OscoreMessage.DatagramMax];
    private readonly OscoreContext _context;
    private readonly NonceLedger _ledger;
    private readonly OscoreWitness _witness;
    private readonly long _controller;
    private readonly Dictionary<uint, long> _sent = [];
    private byte[] _echo = [];
    private long _sequence;
    private uint _key;

    public DrillTelegrams(DepotIdentity identity, NonceLedger ledger)
    {
        _controller = identity.Controller;
        _ledger = ledger;
        _witness = new OscoreWitness(identity.TransportSecret, (uint)identity.Controller);
        _context = ControllerContext.ForController(
            FrameworkHmac.Instance, identity.TransportSecret, (uint)identity.Controller, 0);
    }

    /// <summary>What the datagram opened last says.</summary>
    public InnerMessage Inner => _inner;

    /// <summary>Times that the gateway asked for an Echo.</summary>
    public int EchoesAsked { get; private set; }

    /// <summary>Datagrams of either side that are not protected as SPEC.md says.</summary>
    public int Unprotected { get; private set; }

    /// <summary>Puts the next request together; an Echo that was asked for goes with it.</summary>
    public SentTelegram Request(int resource, byte[] body, int count) =>
        Request(CoapCode.Post, resource, 0, body, count);

    /// <summary>Asks for the table since a version; small tables come in one block.</summary>
    public SentTelegram TableRequest(uint since) => Request(CoapCode.Get, Resource.Table, since, [], 0);

    private SentTelegram Request(int code, int resource, uint since, byte[] body, int count)
    {
        _inner.Begin(code);
        _inner.Resource = resource;
        _inner.Since = since;
        _echo.CopyTo(_inner.Echo, 0);
        _inner.EchoCount = _echo.Length;
        _echo = [];
        var plain = _inner.Write(body, 0, count, _plain, 0, _plain.Length);
        var key = ++_key;
        _message.Header.MessageId = (int)(key & 0xFFFF);
        _message.Header.SetToken((int)(key >> 16));
        var number = _sequence++;
        var length = _codec.ProtectRequest(_context, _message, number, _plain, 0, plain, _output, 0);
        var datagram = _output[..length];
        _sent[key] = number;
        Note(datagram, Side.Controller);
        return new SentTelegram(_controller, key, datagram);
    }

    /// <summary>Notes what somebody else was answered to a telegram of this controller.</summary>
    /// <returns>Whether it is genuine.</returns>
    public bool NoteOverheard(byte[] datagram)
    {
        var echo = _echo;
        var asked = EchoesAsked;
        var isGenuine = TryOpenAnswer((byte[])datagram.Clone(), out _);
        (_echo, EchoesAsked) = (echo, asked);
        return isGenuine;
    }

    /// <summary>Opens a datagram as the answer to any request so far.</summary>
    /// <param name="key">Of the request.</param>
    public bool TryOpenAnswer(byte[] datagram, out uint key)
    {
        key = 0;
        var original = (byte[])datagram.Clone();
        if (_message.TryReadResponse(datagram, 0, datagram.Length) != WireError.None)
            return false;
        var token = _message.Header.Token;
        key = ((uint)token[0] << 24) | ((uint)token[1] << 16) | (uint)_message.Header.MessageId;
        if (!_sent.TryGetValue(key, out var number))
            return false;
        if (!_codec.TryUnprotectResponse(_context, _message, number, datagram))
            return false;
        Note(original, Side.Gateway);
        if (_inner.TryRead(datagram, _message.PayloadOffset, _message.PayloadCount) != WireError.None)
            return false;
        if (_inner.Code == CoapCode.Unauthorized && _inner.EchoCount > 0)
        {
            _echo = _inner.Echo[.._inner.EchoCount];
            EchoesAsked++;
        }

        return true;
    }

    /// <summary>Opens a datagram as a request of the gateway: an order.</summary>
    /// <param name="number">Its partial IV.</param>
    public bool TryOpenOrder(byte[] datagram, OrderTelegram order, out long number)
    {
        var original = (byte[])datagram.Clone();
        number = -1;
        if (_message.TryReadRequest(datagram, 0, datagram.Length) != WireError.None
            || !_codec.TryUnprotectRequest(_context, _message, datagram))
            return false;
        number = _message.Option.PartialIv;
        Note(original, Side.Gateway);
        return _inner.TryRead(datagram, _message.PayloadOffset, _message.PayloadCount) == WireError.None
            && order.TryRead(datagram, _inner.PayloadOffset, _inner.PayloadCount);
    }

    /// <summary>Answers the order opened last, once.</summary>
    public byte[] AnswerOrder(OrderAnswer answer, long number)
    {
        var body = new byte[32];
        _inner.Begin(CoapCode.Changed);
        var plain = _inner.Write(body, 0, answer.Write(body, 0, body.Length), _plain, 0, _plain.Length);
        var length = _codec.ProtectResponse(
            _context, _message, number, OscoreOption.NoPartialIv, _plain, 0, plain, _output, 0);
        var datagram = _output[..length];
        Note(datagram, Side.Controller);
        return datagram;
    }

    private void Note(byte[] datagram, Side from)
    {
        if (_witness.See(datagram, from) is { } use)
            _ledger.Note(use);
        else
            Unprotected++;
    }
}

/// <summary>A request as it went over the wire.</summary>
/// <param name="Key">Token in the upper half, message id in the lower.</param>
internal sealed record SentTelegram(long Controller, uint Key, byte[] Datagram);
