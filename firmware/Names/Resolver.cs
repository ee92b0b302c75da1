using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Link;

namespace Fachwerk.Firmware.Names;

/// <summary>
/// Looks up one name at a time over the controller's own socket: the IPv4 address first, the IPv6 address where there
/// is none. Each server is asked once and may take three seconds; the controller goes on meanwhile.
/// </summary>
public sealed class Resolver
{
    /// <summary>Servers that are asked.</summary>
    public const int ServersMax = 2;

    private const int AnswerWaitMs = 3000;
    private const int IdMax = 0xFFFF;

    private readonly IDatagramSocket _socket;
    private readonly INetwork _network;
    private readonly Jitter _jitter;
    private readonly NameAnswer _answer = new NameAnswer();
    private readonly NetworkAddress[] _servers = new NetworkAddress[ServersMax];
    private int _serverCount;
    private int _server;
    private bool _isToSend;
    private long _dueMs;

    /// <param name="jitter">Where numbers come from that nobody can guess.</param>
    public Resolver(IDatagramSocket socket, INetwork network, Jitter jitter)
    {
        _socket = socket;
        _network = network;
        _jitter = jitter;
        for (int i = 0; i < ServersMax; i++)
        {
            _servers[i] = new NetworkAddress();
        }
    }

    /// <summary>The question; its name is to be set before it is asked.</summary>
    public NameQuestion Question { get; } = new NameQuestion();

    /// <summary>True while a look-up is under way.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>What the last look-up found; its count is 0 when it found none.</summary>
    public NetworkAddress Found => _answer.Address;

    /// <summary>Seconds that it may be used for, as the server says.</summary>
    public uint Seconds => _answer.Seconds;

    /// <summary>Begins a look-up; the question goes out with the next <see cref="Tick"/>.</summary>
    public void Begin()
    {
        _answer.Address.Clear();
        _serverCount = _network.ReadNameServers(_servers);
        _server = -1;
        IsAsking = true;
        GoOn(NameQuestion.TypeA);
    }

    /// <summary>Gives a look-up up.</summary>
    public void Stop()
    {
        _answer.Address.Clear();
        IsAsking = false;
    }

    /// <summary>Sends what is due.</summary>
    public void Tick(long nowMs)
    {
        if (IsAsking && !_isToSend && nowMs >= _dueMs)
        {
            GoOn(Question.Type);
        }
        if (IsAsking && _isToSend)
        {
            _isToSend = false;
            _dueMs = nowMs + AnswerWaitMs;
            _socket.TrySend(_servers[_server], Question.Message, 0, Question.Count);
        }
    }

    /// <summary>True when something came from the server that was asked last.</summary>
    public bool IsFromServer(NetworkAddress from) => IsAsking && _server >= 0 && _servers[_server].Is(from);

    /// <summary>Takes what the server sent; all that is not the answer is as if it had not come.</summary>
    public void Take(byte[] buffer, int count)
    {
        // While a question has not gone out its number is that of no answer.
        NameOutcome outcome = _isToSend ? NameOutcome.NotOurs : _answer.Read(buffer, count, Question);
        switch (outcome)
        {
            case NameOutcome.Found:
                IsAsking = false;
                break;
            case NameOutcome.NoAddress when Question.Type == NameQuestion.TypeA:
                Ask(NameQuestion.TypeAaaa);
                break;
            case NameOutcome.NoAddress:
            case NameOutcome.NoSuchHost:
                Stop();
                break;
            case NameOutcome.NoHelp:
                GoOn(Question.Type);
                break;
            default:
                break;
        }
    }

    /// <summary>When it must run again.</summary>
    public long NextMs => !IsAsking ? long.MaxValue : _isToSend ? 0 : _dueMs;

    private void GoOn(int type)
    {
        _server++;
        if (_server >= _serverCount)
        {
            Stop();
            return;
        }
        Ask(type);
    }

    private void Ask(int type)
    {
        Question.Begin(type, _jitter.Next(0, IdMax));
        _isToSend = true;
    }
}
