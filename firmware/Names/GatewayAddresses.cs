using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware.Names;

/// <summary>
/// Where the gateways of the list are. An address written as a number is taken as it is. A name is looked up in the
/// background, again and again as its answer grows old. What a name server says is believed for nothing but where to
/// send: the address at which a gateway last answered, verified, is used until it does not answer, whatever is said of
/// it, and is kept over a restart.
/// </summary>
public sealed class GatewayAddresses
{
    // Ours: what a name server says is used for a minute at least and an hour at most.
    private const int SecondsMin = 60;
    private const int SecondsMax = 3600;

    // Ours: after nobody could tell, first after some 5 s, then twice as long each time, up to some 5 min.
    private const int RetryMs = 5000;
    private const int DoublingsMax = 6;
    private const int SaveAgainMs = 60000;
    private const int PortMax = 65535;

    private readonly GatewayList _gateways = new GatewayList();
    private readonly GatewayPlace[] _places = new GatewayPlace[GatewayList.AddressesMax];
    private readonly Resolver _resolver;
    private readonly Jitter _jitter;
    private readonly AddressStore _store;
    private readonly NetworkAddress _sentTo = new NetworkAddress();
    private int _asked = -1;

    // Behind the last place with a name.
    private int _named;
    private long _saveMs;

    /// <param name="jitter">Spreads look-ups in time.</param>
    /// <param name="store">Keeps the good ones.</param>
    public GatewayAddresses(Resolver resolver, Jitter jitter, AddressStore store)
    {
        _resolver = resolver;
        _jitter = jitter;
        _store = store;
        for (int i = 0; i < _places.Length; i++)
        {
            _places[i] = new GatewayPlace();
        }
    }

    /// <summary>When it must run again.</summary>
    public long NextMs
    {
        get
        {
            long nextMs = _resolver.NextMs;
            int end = _asked < 0 ? _named : 0;
            for (int i = 0; i < end; i++)
            {
                GatewayPlace place = _places[i];
                if (place.Name != 0)
                {
                    nextMs = place.AskMs < nextMs ? place.AskMs : nextMs;
                    nextMs = place.IsUnsaved && _saveMs < nextMs ? _saveMs : nextMs;
                }
            }
            return nextMs;
        }
    }

    /// <summary>The place in the list of the gateway in use.</summary>
    public int Place => _gateways.Place;

    /// <summary>Takes a list, "host:port" each, separated by commas.</summary>
    /// <returns>False when it is the same, which changes nothing.</returns>
    public bool Take(string list)
    {
        if (!_gateways.Take(list))
        {
            return false;
        }
        _resolver.Stop();
        _asked = -1;
        _named = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            Fill(_places[i], _gateways.At(i));
            _named = _places[i].Name != 0 ? i + 1 : _named;
        }
        return true;
    }

    /// <summary>Where to send to now; its count is 0 when nobody knows.</summary>
    public NetworkAddress ToSendTo()
    {
        NetworkAddress used = _places[Place].Used;
        _sentTo.Set(used);
        _sentTo.Port = used.Port;
        return _sentTo;
    }

    /// <summary>The gateway in use answered, verified: where it was sent to is a good address.</summary>
    public void NoteAnswer()
    {
        GatewayPlace answered = _places[Place];
        if (answered.Name != 0 && !_sentTo.IsSameHost(answered.Good))
        {
            answered.Good.Set(_sentTo);
            answered.IsUnsaved = true;
        }
        answered.UsesTold = false;
    }

    /// <summary>Goes on to the next gateway.</summary>
    public void Next()
    {
        _gateways.Next();
    }

    /// <summary>
    /// Nobody answered: it is the next gateway's turn, and then this one's other address, if there is one; its name is
    /// asked for soon.
    /// </summary>
    public void NoteSilence(long nowMs)
    {
        GatewayPlace silent = _places[Place];
        _gateways.Next();
        if (silent.Used.Count == 0)
        {
            return;
        }
        silent.UsesTold = !silent.UsesTold;
        long soonMs = nowMs + SecondsMin * 1000;
        silent.AskMs = silent.AskMs < soonMs ? silent.AskMs : soonMs;
    }

    /// <summary>Goes on with a look-up, or keeps an address.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public bool TryWork(long nowMs)
    {
        if (_asked >= 0)
        {
            bool isDue = nowMs >= _resolver.NextMs;
            _resolver.Tick(nowMs);
            FinishIfDone(nowMs);
            return isDue;
        }
        for (int i = 0; i < _named; i++)
        {
            if (_places[i].Name != 0 && nowMs >= _places[i].AskMs)
            {
                Ask(i, nowMs);
                return true;
            }
            if (_places[i].IsUnsaved && nowMs >= _saveMs)
            {
                Save(i, nowMs);
                return true;
            }
        }
        return false;
    }

    /// <summary>Takes a datagram of a name server that was asked.</summary>
    /// <returns>False when it is of somebody else.</returns>
    public bool TryTake(byte[] buffer, int count, NetworkAddress from, long nowMs)
    {
        if (!_resolver.IsFromServer(from))
        {
            return false;
        }
        // What was longer than the buffer is cut, and so is no answer.
        if (count <= buffer.Length)
        {
            _resolver.Take(buffer, count);
            FinishIfDone(nowMs);
        }
        return true;
    }

    // "host:port"; an IPv6 address stands in brackets.
    private void Fill(GatewayPlace place, string gateway)
    {
        place.Name = 0;
        place.Good.Clear();
        place.Told.Clear();
        place.UsesTold = false;
        place.IsUnsaved = false;
        place.AskMs = 0;
        place.Failures = 0;
        int colon = gateway.LastIndexOf(':');
        int port = AddressText.ReadNumber(gateway, colon + 1, gateway.Length, PortMax);
        if (colon < 1 || port < 1)
        {
            return;
        }
        place.Good.Port = port;
        place.Told.Port = port;
        bool hasBrackets = gateway[0] == '[' && gateway[colon - 1] == ']';
        int start = hasBrackets ? 1 : 0;
        int end = hasBrackets ? colon - 1 : colon;
        if (AddressText.TryRead(gateway, start, end, place.Good))
        {
            return;
        }
        place.Host = gateway.Substring(0, colon);
        if (!hasBrackets && _resolver.Question.TrySetName(place.Host))
        {
            uint name = Crc.Compute32(
                _resolver.Question.Message, NameQuestion.HeaderBytes, _resolver.Question.NameBytes);
            place.Name = name == 0 ? 1 : name;
            _store.Find(place.Name, place.Good);
        }
    }

    private void Ask(int place, long nowMs)
    {
        _asked = place;
        _resolver.Question.TrySetName(_places[place].Host);
        _resolver.Begin();
        _resolver.Tick(nowMs);
        FinishIfDone(nowMs);
    }

    private void FinishIfDone(long nowMs)
    {
        if (_resolver.IsAsking || _asked < 0)
        {
            return;
        }
        GatewayPlace place = _places[_asked];
        _asked = -1;
        if (_resolver.Found.Count == 0)
        {
            int waitMs = RetryMs << place.Failures;
            place.Failures += place.Failures < DoublingsMax ? 1 : 0;
            place.AskMs = nowMs + _jitter.Next(waitMs - waitMs / 4, waitMs);
            return;
        }
        place.Failures = 0;
        place.Told.Set(_resolver.Found);
        uint seconds = _resolver.Seconds;
        int usedMs = 1000 * (int)(seconds < SecondsMin ? SecondsMin : seconds > SecondsMax ? SecondsMax : seconds);
        place.AskMs = nowMs + _jitter.Next(usedMs - usedMs / 10, usedMs);
    }

    private void Save(int index, long nowMs)
    {
        GatewayPlace place = _places[index];
        place.IsUnsaved = !_store.TryStore(index, place.Name, place.Good);
        _saveMs = place.IsUnsaved ? nowMs + SaveAgainMs : nowMs;
    }
}
