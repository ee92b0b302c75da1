using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The controller and its gateway.</summary>
public sealed class LinkTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    [Trait("Promise", "D-09")]
    public void Checks_in_once_a_minute_give_or_take_a_tenth()
    {
        rig.PowerUp();

        rig.Run(900_000);

        long[] gaps = [.. Gaps('c')];
        Assert.InRange(gaps.Length, 12, 16);
        Assert.All(gaps, gap => Assert.InRange(gap, 54_000, 66_100));
        Assert.True(gaps.Distinct().Count() > 5);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void The_first_check_in_is_spread_over_a_minute_and_says_so()
    {
        rig.PowerUp();

        rig.Run(61_000);

        Assert.Equal('c', rig.Gateway.Requests[0].Resource);
        Assert.NotEqual(0, rig.Gateway.CheckIns[0].Flags & (int)CheckInFlags.Booted);
        Assert.InRange(rig.Gateway.CheckIns[0].SupplyMillivolts, 11_900, 12_100);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_door_event_goes_out_at_once_also_before_the_first_check_in()
    {
        rig.Load((RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0x02, 0x58)));
        rig.PowerUp();

        rig.Type(Digits + "#");
        rig.Run(1000);

        Assert.Contains(rig.Gateway.Events, e => e.Kind == EventKind.DoorOpened && e.Compartment == 7);
        Assert.Equal(rig.Gateway.Events.Count, rig.Gateway.Events.Select(e => e.Number).Distinct().Count());
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void Without_answers_it_retries_at_the_next_gateway_and_then_only_once_a_minute_or_two()
    {
        rig.Gateway.IsAnswering = false;
        rig.PowerUp();

        rig.Run(1_200_000);

        Assert.Equal(["one:5683", "two:5683"], rig.Gateway.Requests.Take(2).Select(r => r.Gateway));
        Assert.InRange(rig.Gateway.Requests[1].AtMs - rig.Gateway.Requests[0].AtMs, 2000, 3020);
        Assert.Equal("Offline, Codes gehen", rig.Line(3));
        Assert.All(Gaps('c').Skip(4), gap => Assert.InRange(gap, 60_000, 135_000));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Events_are_kept_until_they_are_acknowledged()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.Gateway.IsAnswering = false;
        rig.PowerUp();
        rig.Type(Digits + "#");
        rig.Run(1000);
        rig.Push(7);
        rig.Reboot();
        rig.Gateway.IsAnswering = true;

        rig.Run(200_000);

        List<SeenEvent> journal = rig.Journal();
        Assert.Equal(
            journal.Select(e => (e.Number, e.Kind)), rig.Gateway.Events.Select(e => (e.Number, e.Kind)).Distinct());
        Assert.Equal((uint)journal.Count, rig.Gateway.Acked);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void No_partial_iv_is_used_twice_over_many_boots()
    {
        rig.PowerUp();
        for (int boot = 0; boot < 20; boot++)
        {
            rig.Run(70_000);
            rig.Reboot();
        }

        Assert.True(rig.Gateway.PartialIvs.Count > 20);
        Assert.Equal(rig.Gateway.PartialIvs.Count, rig.Gateway.PartialIvs.Distinct().Count());
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void A_verified_answer_sets_an_unknown_clock()
    {
        rig.Depot.Board.RealTimeClock.DrainCell();
        rig.Gateway.Time = new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        rig.PowerUp();

        rig.Run(61_000);

        Assert.False(rig.Depot.Board.RealTimeClock.OscillatorStopped);
        Assert.Contains(EventKind.ClockSet, rig.Kinds());
        Assert.InRange(rig.NowUnix - rig.Gateway.Time, 0, 62);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_of_many_blocks_is_read_and_applied_whole()
    {
        (RecordKind, byte[])[] codes = [.. Enumerable.Range(1, 200).Select(i =>
            (RecordKind.Code, rig.Record($"{i:D8}", DepotRig.Code((uint)i, 1 + i % 16))))];
        rig.Gateway.Table = rig.TableBody(7, codes);
        rig.Gateway.TableVersion = 7;
        rig.PowerUp();

        rig.Run(90_000);
        rig.Type("00000200#");
        rig.Run(1000);

        Assert.True(rig.Gateway.Requests.Count(r => r.Resource == 't') > 3);
        Assert.Contains(rig.Journal(), e => e.Kind == EventKind.TableApplied && e.Details[1] == 7);
        Assert.True(rig.IsOpen(1 + 200 % 16));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_whose_digest_does_not_match_is_read_again_from_0_and_never_applied()
    {
        byte[] body = rig.TableBody(7, (RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))));
        body[^1] ^= 1;
        rig.Gateway.Table = body;
        rig.Gateway.TableVersion = 7;
        rig.PowerUp();

        rig.Run(90_000);
        rig.Type(Digits + "#");
        rig.Run(1000);

        Assert.False(rig.IsOpen(7));
        Assert.DoesNotContain(EventKind.TableApplied, rig.Kinds());
        Assert.InRange(rig.Gateway.Requests.Count(r => r.Resource == 't'), 2, 6);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_minimum_epoch_steps_the_keys_and_starts_the_numbers_at_0()
    {
        rig.Gateway.MinimumEpoch = 2;
        rig.PowerUp();

        rig.Run(300_000);

        Assert.Contains(rig.Journal(), e => e.Kind == EventKind.EpochStepped && e.Details[0] == 2);
        Assert.Contains(0, rig.Gateway.PartialIvs.Skip(1));
        Assert.True(rig.Gateway.CheckIns.Count > 3);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void Datagrams_that_do_not_verify_are_silent_and_change_nothing()
    {
        rig.PowerUp();
        rig.Run(61_000);
        byte[] order = rig.Gateway.SendOrder(1, OrderKind.Identify, 0, rig.NowUnix + 30);
        rig.Run(100);
        int sent = rig.Gateway.Raw.Count;
        List<byte[]> bad = [[], [0x40], new byte[1153], .. Enumerable.Range(0, order.Length).Select(i => order[..i])];
        for (int bit = 0; bit < order.Length * 8; bit++)
        {
            byte[] flipped = [.. order];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            bad.Add(flipped);
        }

        foreach (byte[] datagram in bad)
        {
            rig.Gateway.Deliver(datagram);
            rig.Run(60);
        }

        Assert.DoesNotContain(rig.Gateway.Raw.Skip(sent), raw => raw[0] >> 4 == 6);
        rig.Gateway.SendOrder(2, OrderKind.Open, 4, rig.NowUnix + 30);
        rig.Run(1000);
        Assert.True(rig.IsOpen(4));
    }

    private IEnumerable<long> Gaps(char resource)
    {
        long[] at = [.. rig.Gateway.Requests.Where(r => r.Resource == resource).Select(r => r.AtMs)];
        return at.Skip(1).Zip(at, (later, earlier) => later - earlier);
    }
}
