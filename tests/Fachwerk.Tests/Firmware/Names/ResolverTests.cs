using System.Net;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Names;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Firmware.Names;

/// <summary>Which server is asked when, and what of all that comes is taken.</summary>
[Trait("Promise", "D-05")]
public sealed class ResolverTests
{
    private const string Host = "gw.example.org";

    private static readonly IPEndPoint First = new(IPAddress.Parse("192.0.2.1"), 53);
    private static readonly IPEndPoint Second = new(IPAddress.Parse("192.0.2.2"), 53);

    private readonly Network _network = new();
    private readonly Resolver _resolver;
    private readonly NetworkAddress _from = new();

    public ResolverTests()
    {
        _resolver = new Resolver(_network, _network, new Jitter(new SoftwareHmacSha256(), new byte[16], 1));
        Assert.True(_resolver.Question.TrySetName(Host));
        _network.Servers = [First, Second];
    }

    [Fact]
    public void An_answer_of_the_server_that_was_asked_is_taken()
    {
        Begin();

        Assert.True(TryTake(First, Answer(Asked.Id, DnsMessage.A).Address(DnsMessage.NameAt("", 12), "198.51.100.7")));

        Assert.False(_resolver.IsAsking);
        Assert.Equal("198.51.100.7", _resolver.Found.ToEndPoint().Address.ToString());
    }

    [Theory]
    [InlineData("192.0.2.2", 53)]
    [InlineData("192.0.2.1", 54)]
    [InlineData("203.0.113.1", 53)]
    public void What_comes_from_elsewhere_is_not_looked_at(string address, int port)
    {
        Begin();

        Assert.False(TryTake(new IPEndPoint(IPAddress.Parse(address), port),
            Answer(Asked.Id, DnsMessage.A).Address(DnsMessage.NameAt("", 12), "203.0.113.1")));
        Assert.True(_resolver.IsAsking);
    }

    [Fact]
    public void An_answer_with_another_number_is_as_if_it_had_not_come()
    {
        Begin();

        Assert.True(TryTake(
            First, Answer(Asked.Id ^ 1, DnsMessage.A).Address(DnsMessage.NameAt("", 12), "203.0.113.1")));

        Assert.True(_resolver.IsAsking);
        _resolver.Tick(2999);
        Assert.Single(_network.Sent);
    }

    [Fact]
    public void Every_question_has_another_number()
    {
        for (int i = 0; i < 50; i++)
        {
            Begin();
            _resolver.Stop();
        }

        Assert.InRange(_network.Sent.Select(sent => sent.Id).Distinct().Count(), 45, 50);
    }

    [Fact]
    public void A_server_that_is_silent_has_three_seconds_and_then_the_next_one_is_asked()
    {
        Begin();
        Assert.Equal(3000, _resolver.NextMs);

        _resolver.Tick(3000);
        Assert.Equal([First, Second], _network.Sent.Select(sent => sent.To));
        _resolver.Tick(6000);

        Assert.False(_resolver.IsAsking);
        Assert.Equal(0, _resolver.Found.Count);
        Assert.Equal(2, _network.Sent.Count);
    }

    [Theory]
    [InlineData(0x8182)]
    [InlineData(0x8185)]
    [InlineData(0x8380)]
    public void A_server_that_does_not_help_is_followed_by_the_next_one_at_once(int flags)
    {
        Begin();

        TryTake(First, new DnsMessage(Asked.Id, Host, DnsMessage.A, flags));
        _resolver.Tick(10);

        Assert.Equal(Second, Asked.To);
        Assert.NotEqual(_network.Sent[0].Id, Asked.Id);
    }

    [Fact]
    public void Where_there_is_no_IPv4_address_the_IPv6_one_is_asked_for()
    {
        Begin();

        TryTake(First, Answer(Asked.Id, DnsMessage.A));
        _resolver.Tick(10);
        Assert.Equal((First, DnsMessage.Aaaa), (Asked.To, Asked.Type));
        TryTake(First, Answer(Asked.Id, DnsMessage.Aaaa).Address(DnsMessage.NameAt("", 12), "2001:db8::7"));

        Assert.False(_resolver.IsAsking);
        Assert.Equal("2001:db8::7", _resolver.Found.ToEndPoint().Address.ToString());
    }

    [Fact]
    public void A_host_that_is_not_there_ends_the_look_up()
    {
        Begin();

        TryTake(First, new DnsMessage(Asked.Id, Host, DnsMessage.A, 0x8183));

        Assert.False(_resolver.IsAsking);
        Assert.Equal(0, _resolver.Found.Count);
    }

    [Fact]
    public void Without_a_server_nothing_is_sent()
    {
        _network.Servers = [];

        Begin();

        Assert.False(_resolver.IsAsking);
        Assert.Empty(_network.Sent);
    }

    private Question Asked => _network.Sent[^1];

    private static DnsMessage Answer(int id, int type) => new(id, Host, type);

    private void Begin()
    {
        _resolver.Begin();
        _resolver.Tick(0);
    }

    private bool TryTake(IPEndPoint from, DnsMessage message)
    {
        _from.Set(from);
        if (!_resolver.IsFromServer(_from))
            return false;
        byte[] bytes = message.ToArray();
        _resolver.Take(bytes, bytes.Length);
        return true;
    }

    private sealed record Question(IPEndPoint To, int Id, int Type);

    private sealed class Network : IDatagramSocket, INetwork
    {
        public List<Question> Sent { get; } = [];

        public IPEndPoint[] Servers { get; set; } = [];

        public NetworkState State => NetworkState.Untold;

        public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
        {
            byte[] sent = buffer[offset..(offset + count)];
            Assert.Equal(DnsMessage.Name(Host), sent[12..^4]);
            Sent.Add(new Question(target.ToEndPoint(), sent[0] << 8 | sent[1], sent[^3]));
            return true;
        }

        public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from) => 0;

        public int ReadNameServers(NetworkAddress[] servers)
        {
            for (int i = 0; i < Servers.Length; i++)
                servers[i].Set(Servers[i]);
            return Servers.Length;
        }
    }
}
