using Fachwerk.Backend.Gateway;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "D-09")]
public sealed class ControllerSessionTests
{
    [Fact]
    public void Accepts_the_first_telegram_of_a_fresh_enrolment()
    {
        Assert.True(Session(0, -1).IsAboveFloor(0, 0));
    }

    [Fact]
    public void Refuses_the_number_it_has_seen_and_those_before()
    {
        var session = Session(0, 5);

        Assert.False(session.IsAboveFloor(0, 5));
        Assert.False(session.IsAboveFloor(0, 4));
        Assert.True(session.IsAboveFloor(0, 6));
    }

    [Fact]
    public void Begins_anew_in_a_later_epoch_and_never_goes_back()
    {
        var session = Session(0, 5);

        session.Commit(1, 0);

        Assert.Equal(1, session.Epoch);
        Assert.False(session.IsAboveFloor(0, 1_000));
        Assert.False(session.IsAboveFloor(1, 0));
        Assert.True(session.IsAboveFloor(1, 1));
        Assert.Null(session.ContextOf(0));
    }

    [Fact]
    public void Knows_its_epoch_before_the_first_telegram_in_it()
    {
        Assert.Equal(3, Session(3, -1).Epoch);
        Assert.True(Session(3, -1).IsAboveFloor(3, 0));
        Assert.False(Session(3, -1).IsAboveFloor(2, (1L << 40) - 1));
    }

    [Fact]
    public void A_late_commit_does_not_lower_the_floor()
    {
        var session = Session(0, 9);

        session.Commit(0, 7);

        Assert.False(session.IsAboveFloor(0, 9));
    }

    [Fact]
    public void Derives_eight_epochs_ahead_and_no_more()
    {
        var session = Session(2, 0);

        Assert.NotNull(session.ContextOf(10));
        Assert.Null(session.ContextOf(11));
    }

    [Fact]
    public void A_claimed_epoch_does_not_replace_the_committed_ones_context()
    {
        var session = Session(0, 0);
        var committed = session.ContextOf(0)!.RecipientKey;

        var claimed = session.ContextOf(4)!.RecipientKey;

        Assert.NotEqual(committed, claimed);
        Assert.Equal(committed, session.ContextOf(0)!.RecipientKey);
    }

    [Fact]
    public void The_secret_of_an_epoch_is_the_same_whether_stepped_or_leapt()
    {
        var leapt = Session(0, 0);
        var stepped = Session(0, 0);

        stepped.Commit(1, 0);
        stepped.Commit(2, 0);

        Assert.Equal(leapt.SecretOf(3), stepped.SecretOf(3));
    }

    [Fact]
    public void What_was_asked_for_a_proof_does_not_step_the_stored_secret()
    {
        var session = Session(0, 5);

        session.NoteAsked(2, 9);

        Assert.False(session.IsAboveFloor(2, 9));
        Assert.NotNull(session.ContextOf(0));
        Assert.True(session.Commit(2, 10));
    }

    // RFC 7252 §4.8.2: an id must not come again within 247 s; other lives of the node have the same clock.
    [Fact]
    [Trait("Promise", "G-04")]
    public void No_message_id_comes_again_within_its_lifetime_whatever_life_of_the_node_gave_it()
    {
        var random = new Random(4711);
        var now = DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_000);
        var session = Session(0, 5);
        var given = new Dictionary<ushort, DateTimeOffset>();

        for (var i = 0; i < 200_000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(5_000) : random.Next(9));
            if (random.Next(500) == 0)
            {
                now += TimeSpan.FromSeconds(1);
                session = Session(0, 5);
            }

            var id = session.NextMessageId(now);
            Assert.False(given.TryGetValue(id, out var last) && now - last < TimeSpan.FromSeconds(247), $"{i}: {id}");
            given[id] = now;
        }
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public void No_message_id_comes_again_while_a_node_lives_however_far_its_clock_is_set_back()
    {
        var random = new Random(4711);
        var now = DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_000);
        var clock = now;
        var session = Session(0, 5);
        var given = new Dictionary<ushort, DateTimeOffset>();

        for (var i = 0; i < 200_000; i++)
        {
            var passed = TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(5_000) : random.Next(9));
            now += passed;
            clock += passed;
            if (random.Next(500) == 0)
                clock -= TimeSpan.FromMilliseconds(random.Next(600_000));

            var id = session.NextMessageId(clock);
            Assert.False(given.TryGetValue(id, out var last) && now - last < TimeSpan.FromSeconds(247), $"{i}: {id}");
            given[id] = now;
        }
    }

    private static ControllerSession Session(int epoch, long partialIv) =>
        new(1001, [.. Enumerable.Range(0, 16).Select(n => (byte)n)], epoch, epoch, partialIv);
}
