using Fachwerk.Firmware.Names;
using Fachwerk.Simulator.Board;
using Xunit;

namespace Fachwerk.Tests.Firmware.Names;

/// <summary>Questions and answers of RFC 1035, true ones and others.</summary>
[Trait("Promise", "D-05")]
public sealed class NameAnswerTests
{
    private const int Id = 0x1234;
    private const string Host = "gw.example.org";

    private readonly NameQuestion _question = new();
    private readonly NameAnswer _answer = new();

    private static byte[] ToHost => DnsMessage.NameAt("", 12);

    [Fact]
    public void A_question_has_the_bytes_of_the_standard()
    {
        Assert.True(_question.TrySetName(Host));
        _question.Begin(NameQuestion.TypeAaaa, Id);

        byte[] message =
        [
            0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0,
            2, .. "gw"u8, 7, .. "example"u8, 3, .. "org"u8, 0, 0, 28, 0, 1
        ];
        Assert.Equal(message, _question.Message[.._question.Count]);
    }

    [Theory]
    [InlineData("gateway", true)]
    [InlineData("gw.example.org.", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("ä.example", false)]
    [InlineData("label.of.63.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890", true)]
    [InlineData("label.of.64.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678901", false)]
    public void A_name_is_put_in_or_refused(string host, bool isName) =>
        Assert.Equal(isName, _question.TrySetName(host));

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_name_takes_at_most_255_bytes(int length, bool isName)
    {
        string host = string.Concat(Enumerable.Repeat("abcdefg.", 40))[..(length - 1)] + "x";

        Assert.Equal(isName, _question.TrySetName(host));
    }

    [Fact]
    public void An_address_is_found()
    {
        Ask(DnsMessage.A);

        NameOutcome outcome = Read(Answer().Address(ToHost, "198.51.100.7", 300).Address(ToHost, "198.51.100.8"));

        Assert.Equal(NameOutcome.Found, outcome);
        Assert.Equal(("198.51.100.7", 300u), (Found(), _answer.Seconds));
    }

    [Fact]
    public void An_IPv6_address_is_found()
    {
        Ask(DnsMessage.Aaaa);

        Assert.Equal(NameOutcome.Found, Read(Answer().Address(DnsMessage.Name(Host), "2001:db8::7")));
        Assert.Equal("2001:db8::7", Found());
    }

    [Fact]
    public void Capital_letters_do_not_matter()
    {
        Ask(DnsMessage.A);
        DnsMessage answer = new DnsMessage(Id, "GW.Example.org", DnsMessage.A)
            .Address(DnsMessage.Name("gw.EXAMPLE.org"), "198.51.100.7");

        Assert.Equal(NameOutcome.Found, Read(answer));
    }

    // The names of RFC 1035 §4.1.4: F.ISI.ARPA, FOO.F.ISI.ARPA as FOO and a pointer, ARPA as a pointer.
    [Fact]
    public void Names_are_compressed_as_the_standard_shows()
    {
        Assert.True(_question.TrySetName("F.ISI.ARPA"));
        _question.Begin(DnsMessage.A, Id);
        DnsMessage answer = new(Id, "F.ISI.ARPA", DnsMessage.A);
        int alias = answer.Length + 12;
        answer.Record(ToHost, DnsMessage.Cname, 86_400, DnsMessage.NameAt("FOO", 12));
        answer.Record(DnsMessage.NameAt("", 18), DnsMessage.A, 1, [10, 0, 0, 1]);
        answer.Address(DnsMessage.NameAt("FOO", 12), "10.1.0.52", 3_600);

        Assert.Equal(NameOutcome.Found, Read(answer));
        Assert.Equal(("10.1.0.52", 3_600u), (Found(), _answer.Seconds));
        Assert.Equal("FOO"u8, answer.ToArray().AsSpan(alias + 1, 3));
    }

    [Fact]
    public void Aliases_are_followed_and_the_shortest_time_counts()
    {
        Ask(DnsMessage.A);
        DnsMessage answer = Answer()
            .Record(ToHost, DnsMessage.Cname, 600, DnsMessage.Name("a.example.net"))
            .Record(DnsMessage.Name("a.example.net"), DnsMessage.Cname, 60, DnsMessage.Name("b.example.net"))
            .Address(DnsMessage.Name("b.example.net"), "198.51.100.7", 3_600);

        Assert.Equal(NameOutcome.Found, Read(answer));
        Assert.Equal(60u, _answer.Seconds);
    }

    [Fact]
    public void An_address_of_another_name_is_none()
    {
        Ask(DnsMessage.A);

        Assert.Equal(NameOutcome.NoAddress, Read(Answer().Address(DnsMessage.Name("evil.example.net"), "203.0.113.1")));
    }

    [Theory]
    [InlineData(DnsMessage.Txt, 1)]
    [InlineData(DnsMessage.Aaaa, 1)]
    [InlineData(DnsMessage.A, 3)]
    public void A_record_of_another_kind_is_passed_over(int type, int ofClass)
    {
        Ask(DnsMessage.A);
        DnsMessage answer = Answer().Record(ToHost, type, 60, new byte[16], ofClass).Address(ToHost, "198.51.100.7");

        Assert.Equal(NameOutcome.Found, Read(answer));
    }

    [Theory]
    [InlineData(0x8183, NameOutcome.NoSuchHost)]
    [InlineData(0x8182, NameOutcome.NoHelp)]
    [InlineData(0x8185, NameOutcome.NoHelp)]
    [InlineData(0x8181, NameOutcome.NoHelp)]
    [InlineData(0x8380, NameOutcome.NoHelp)]
    [InlineData(0x0100, NameOutcome.NotOurs)]
    [InlineData(0x9180, NameOutcome.NotOurs)]
    [InlineData(0x8180, NameOutcome.NoAddress)]
    public void The_flags_say_what_became_of_it(int flags, NameOutcome outcome)
    {
        Ask(DnsMessage.A);

        Assert.Equal(outcome, Read(new DnsMessage(Id, Host, DnsMessage.A, flags)));
    }

    [Theory]
    [InlineData(Id + 1, Host, DnsMessage.A)]
    [InlineData(Id, "gw.example.com", DnsMessage.A)]
    [InlineData(Id, "gw.example.org.x", DnsMessage.A)]
    [InlineData(Id, Host, DnsMessage.Aaaa)]
    public void The_answer_to_another_question_is_not_ours(int id, string host, int type)
    {
        Ask(DnsMessage.A);

        Assert.Equal(NameOutcome.NotOurs, Read(new DnsMessage(id, host, type).Address(ToHost, "203.0.113.1")));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void An_address_that_is_no_hosts_is_no_help(string address)
    {
        Ask(DnsMessage.A);

        Assert.Equal(NameOutcome.NoHelp, Read(Answer().Address(ToHost, address)));
    }

    [Fact]
    public void A_time_with_the_uppermost_bit_is_none()
    {
        Ask(DnsMessage.A);

        Assert.Equal(NameOutcome.Found, Read(Answer().Address(ToHost, "198.51.100.7", 0x8000_0001)));
        Assert.Equal(0u, _answer.Seconds);
    }

    [Fact]
    public void Pointers_that_lead_nowhere_end()
    {
        Ask(DnsMessage.A);
        int at = Answer().Length;

        Assert.Equal(NameOutcome.NoAddress, Read(Answer().Address(DnsMessage.NameAt("", at), "203.0.113.1")));
        Assert.Equal(NameOutcome.NoAddress, Read(Answer().Address(DnsMessage.NameAt("a", at), "203.0.113.1")));
        Assert.Equal(NameOutcome.NoAddress, Read(Answer().Address(DnsMessage.NameAt("", 16_000), "203.0.113.1")));
        Assert.Equal(NameOutcome.NoHelp, Read(Answer().Address([0x80, 0], "203.0.113.1")));
    }

    // Both say "a.a.a" without end, each in its own place.
    [Fact]
    public void Two_names_without_end_are_not_compared_for_ever()
    {
        Ask(DnsMessage.A);
        DnsMessage answer = Answer();
        answer.Record(ToHost, DnsMessage.Cname, 60, DnsMessage.NameAt("a", answer.Length + 12));
        answer.Address(DnsMessage.NameAt("a", answer.Length), "203.0.113.1");

        Assert.Equal(NameOutcome.NoHelp, Read(answer));
    }

    [Fact]
    public void An_alias_that_leads_back_to_itself_ends()
    {
        Ask(DnsMessage.A);
        DnsMessage answer = Answer();
        for (int i = 0; i < 12; i++)
            answer.Record(ToHost, DnsMessage.Cname, 60, ToHost);

        Assert.Equal(NameOutcome.NoHelp, Read(answer.Address(ToHost, "203.0.113.1")));
    }

    [Fact]
    public void More_records_than_a_true_answer_has_are_no_help()
    {
        Ask(DnsMessage.A);
        DnsMessage answer = Answer();
        for (int i = 0; i < 40; i++)
            answer.Record(ToHost, DnsMessage.Txt, 60, []);

        Assert.Equal(NameOutcome.NoHelp, Read(answer.Address(ToHost, "198.51.100.7")));
    }

    // Every bit, every length, and a byte of any value in every place.
    [Fact]
    public void Whatever_is_wrong_with_a_message_it_is_read_to_an_end()
    {
        Ask(DnsMessage.A);
        byte[] whole = Answer()
            .Record(ToHost, DnsMessage.Cname, 600, DnsMessage.NameAt("a", 15))
            .Record(DnsMessage.NameAt("a", 15), DnsMessage.Txt, 600, [3, 1, 2, 3])
            .Address(DnsMessage.NameAt("a", 15), "198.51.100.7", 3_600).ToArray();
        Dictionary<NameOutcome, int> outcomes = [];
        for (int at = 0; at < whole.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] mangled = [.. whole];
                mangled[at] = (byte)value;
                Count(mangled);
            }

            Count(whole[..at]);
        }

        for (int at = 0; at < 8 * whole.Length; at++)
        {
            for (int other = at + 1; other < 8 * whole.Length; other += 7)
            {
                byte[] mangled = [.. whole];
                mangled[at / 8] ^= (byte)(1 << at % 8);
                mangled[other / 8] ^= (byte)(1 << other % 8);
                Count(mangled);
            }
        }

        Assert.Equal(NameOutcome.Found, _answer.Read(whole, whole.Length, _question));
        Assert.Equal(Enum.GetValues<NameOutcome>(), outcomes.Keys.Order());

        void Count(byte[] message)
        {
            // In the link's buffer there is more behind a message, of the one before.
            byte[] buffer = new byte[1153];
            Array.Fill(buffer, (byte)0xC0);
            message.CopyTo(buffer, 0);
            NameOutcome outcome = _answer.Read(buffer, message.Length, _question);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome == NameOutcome.Found)
                Assert.Equal(4, _answer.Address.Count);
        }
    }

    private DnsMessage Answer() => new(Id, Host, _question.Type);

    private void Ask(int type)
    {
        Assert.True(_question.TrySetName(Host));
        _question.Begin(type, Id);
    }

    private NameOutcome Read(DnsMessage message)
    {
        byte[] bytes = message.ToArray();
        return _answer.Read(bytes, bytes.Length, _question);
    }

    private string Found() => _answer.Address.ToEndPoint().Address.ToString();
}
