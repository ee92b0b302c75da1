using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The controller and its gateway.</summary>
public sealed class LinkTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    // Found by world 311457: a bus that did not answer for a moment made gaps of events that were all there.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Promise", "D-08")]
    public void Events_that_cannot_be_read_for_a_while_are_sent_afterwards_and_not_given_up(bool isGarbage)
    {
        _rig.PowerUp();
        _rig.Depot.SetNetwork(false);
        _rig.Type("11111111#");
        _rig.Depot.SetNetwork(true);
        _rig.Depot.Board.FramA.AnswersGarbage = isGarbage;
        _rig.Depot.Board.MainI2c.IsStuck = !isGarbage;
        _rig.Run(9_000);
        _rig.Depot.Board.FramA.AnswersGarbage = false;
        _rig.Depot.Board.MainI2c.IsStuck = false;

        _rig.Run(150_000);

        Assert.DoesNotContain(_rig.Gateway.Events, e => e.Kind == EventKind.Gap);
        Assert.Contains(_rig.Gateway.Events, e => e.Kind == EventKind.CodeWrong);
    }

    // Found by world 202: the half of a table that was read from 0 still held codes of an earlier one behind its last.
    [Fact]
    [Trait("Promise", "D-09")]
    public void A_code_that_a_full_read_left_out_stays_revoked_after_the_next_change()
    {
        (RecordKind, byte[])[] many = [.. Enumerable.Range(1, 6).Select(i =>
            (RecordKind.Code, _rig.Record($"1111222{i}", DepotRig.Code((uint)i, i))))];
        byte[] one = _rig.Record("11112221", DepotRig.Code(1, 1));
        byte[] another = _rig.Record(Digits, DepotRig.Code(9, 7));
        ReadTable(1, _rig.TableBody(1, many));
        ReadTable(2, _rig.TableBody(2, many[1..]));
        ReadTable(3, _rig.TableBody(3, (RecordKind.Code, one)));
        ReadTable(4, _rig.TableBody(3, Digest(one), 4, (RecordKind.Code, another)));
        _rig.Reboot();

        _rig.Type("11112224#");

        Assert.Equal("Code falsch", _rig.Line(0));
        Assert.Equal(4u, _rig.Depot.Firmware!.Parts.Table.Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(25)]
    [Trait("Promise", "D-09")]
    public void A_record_that_goes_bad_is_found_within_twenty_minutes_and_read_anew(int at)
    {
        (RecordKind, byte[])[] codes = [.. Enumerable.Range(1, 6).Select(i =>
            (RecordKind.Code, _rig.Record($"1111222{i}", DepotRig.Code((uint)i, i))))];
        ReadTable(1, _rig.TableBody(1, codes));
        int slot = 3 * (TableHalf.CodeBytes + 2) + at;
        _rig.Depot.Board.FramB.Memory[FramMap.TableHalf0 + slot] ^= 0x11;
        _rig.Depot.Board.FramB.Memory[FramMap.TableHalf1 + slot] ^= 0x11;

        _rig.Run(20 * 60_000);
        _rig.Type("11112224#");
        _rig.Run(1_000);

        Assert.True(_rig.IsOpen(4));
        Assert.Equal(2, _rig.Gateway.Events.Count(e => e.Kind == EventKind.TableApplied));
    }

    private void ReadTable(uint version, byte[] body)
    {
        _rig.Gateway.Table = body;
        _rig.Gateway.TableVersion = version;
        _rig.PowerUp();
        _rig.Run(130_000);
        Assert.Equal(version, _rig.Depot.Firmware!.Parts.Table.Version);
    }

    private ulong Digest(byte[] record)
    {
        SoftwareHmacSha256 hmac = new();
        byte[] key = CodeKeys.DeriveTableKey(hmac, _rig.Identity.CodeSecret, DepotRig.Controller);
        return new TableDigest(hmac, key).Of(RecordKind.Code, record, 0, record.Length);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void Checks_in_once_a_minute_give_or_take_a_tenth()
    {
        _rig.PowerUp();

        _rig.Run(900_000);

        long[] gaps = [.. Gaps('c')];
        Assert.InRange(gaps.Length, 12, 16);
        Assert.All(gaps, gap => Assert.InRange(gap, 54_000, 66_100));
        Assert.True(gaps.Distinct().Count() > 5);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void The_first_check_in_is_spread_over_a_minute_and_says_so()
    {
        _rig.PowerUp();

        _rig.Run(61_000);

        Assert.Equal('c', _rig.Gateway.Requests[0].Resource);
        Assert.NotEqual(0, _rig.Gateway.CheckIns[0].Flags & (int)CheckInFlags.Booted);
        Assert.InRange(_rig.Gateway.CheckIns[0].SupplyMillivolts, 11_900, 12_100);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_door_event_goes_out_at_once_also_before_the_first_check_in()
    {
        _rig.Load((RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0x02, 0x58)));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Contains(_rig.Gateway.Events, e => e.Kind == EventKind.DoorOpened && e.Compartment == 7);
        Assert.Equal(_rig.Gateway.Events.Count, _rig.Gateway.Events.Select(e => e.Number).Distinct().Count());
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void Without_answers_it_retries_at_the_next_gateway_and_then_only_once_a_minute_or_two()
    {
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();

        _rig.Run(1_200_000);

        Assert.Equal(["one:5683", "two:5683"], _rig.Gateway.Requests.Take(2).Select(r => r.Gateway));
        Assert.InRange(_rig.Gateway.Requests[1].AtMs - _rig.Gateway.Requests[0].AtMs, 2000, 3020);
        Assert.Equal("Ohne Netz: Code gilt", _rig.Line(3));
        Assert.All(Gaps('c').Skip(4), gap => Assert.InRange(gap, 60_000, 135_000));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Events_are_kept_until_they_are_acknowledged()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Push(7);
        _rig.Reboot();
        _rig.Gateway.IsAnswering = true;

        _rig.Run(200_000);

        List<SeenEvent> journal = _rig.Journal();
        Assert.Equal(
            journal.Select(e => (e.Number, e.Kind)), _rig.Gateway.Events.Select(e => (e.Number, e.Kind)).Distinct());
        Assert.Equal((uint)journal.Count, _rig.Gateway.Acked);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void No_key_and_nonce_seal_two_telegrams_over_many_boots()
    {
        _rig.PowerUp();
        for (int boot = 0; boot < 20; boot++)
        {
            _rig.Run(70_000);
            _rig.Reboot();
        }

        NonceLedger ledger = new();
        Assert.True(_rig.Gateway.Sealings.Count > 20);
        Assert.All(_rig.Gateway.Sealings, use => Assert.True(ledger.Note(use)));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void A_verified_answer_sets_an_unknown_clock()
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.Gateway.Time = new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        _rig.PowerUp();

        _rig.Run(61_000);

        Assert.False(_rig.Depot.Board.RealTimeClock.OscillatorStopped);
        Assert.Contains(EventKind.ClockSet, _rig.Kinds());
        Assert.InRange(_rig.NowUnix - _rig.Gateway.Time, 0, 62);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_of_many_blocks_is_read_and_applied_whole()
    {
        (RecordKind, byte[])[] codes = [.. Enumerable.Range(1, 200).Select(i =>
            (RecordKind.Code, _rig.Record($"{i:D8}", DepotRig.Code((uint)i, 1 + i % 16))))];
        _rig.Gateway.Table = _rig.TableBody(7, codes);
        _rig.Gateway.TableVersion = 7;
        _rig.PowerUp();

        _rig.Run(90_000);
        _rig.Type("00000200#");
        _rig.Run(1000);

        Assert.True(_rig.Gateway.Requests.Count(r => r.Resource == 't') > 3);
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.TableApplied && e.Details[1] == 7);
        Assert.True(_rig.IsOpen(1 + 200 % 16));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_that_changes_while_it_is_read_is_read_again_at_once()
    {
        _rig.Gateway.Table = _rig.TableBody(7, (RecordKind.Code, _rig.Record("11112222", DepotRig.Code(8, 6))));
        _rig.Gateway.TableVersion = 7;
        _rig.Gateway.AfterTableBlock = () =>
        {
            _rig.Gateway.Table = _rig.TableBody(8, (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))));
            _rig.Gateway.TableVersion = 8;
            _rig.Gateway.SendOrder(1, OrderKind.Refresh, 0, uint.MaxValue);
        };
        _rig.PowerUp();
        while (_rig.Gateway.AfterTableBlock != null)
            _rig.Run(10);

        _rig.Run(5000);

        Assert.Equal(
            [7, 8], _rig.Journal().Where(e => e.Kind == EventKind.TableApplied).Select(e => (int)e.Details[1]));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_with_more_codes_than_fit_is_refused_whole_and_the_one_before_stays()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        (RecordKind, byte[])[] codes = [.. Enumerable.Range(1, 1001).Select(i =>
            (RecordKind.Code, _rig.Record($"{i:D8}", DepotRig.Code((uint)(100 + i), 1 + i % 16))))];
        _rig.PowerUp();
        _rig.Gateway.Table = _rig.TableBody(7, codes);
        _rig.Gateway.TableVersion = 7;

        _rig.Run(180_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.TableRefused
            && e.Details[0] == 7 && e.Details[1] == (int)TableRefusal.DoesNotFit);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_that_changes_between_all_its_blocks_is_put_off_for_a_minute()
    {
        (RecordKind, byte[])[] codes = [.. Enumerable.Range(1, 100).Select(i =>
            (RecordKind.Code, _rig.Record($"{i:D8}", DepotRig.Code((uint)i, 1 + i % 16))))];
        _rig.Gateway.Table = _rig.TableBody(7, codes);
        _rig.Gateway.TableVersion = 7;
        void Change()
        {
            _rig.Gateway.TableVersion++;
            _rig.Gateway.AfterTableBlock = Change;
        }

        _rig.Gateway.AfterTableBlock = Change;
        _rig.PowerUp();
        _rig.Run(70_000);

        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.TableRefused && e.Details[1] == (int)TableRefusal.Changing);
        Assert.InRange(_rig.Gateway.Requests.Count(r => r.Resource == 't'), 8, 20);
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void A_time_a_year_back_is_not_taken_and_told_once_an_hour()
    {
        _rig.Gateway.Time = new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.Time -= 365 * 86_400;

        _rig.Run(300_000);

        Assert.InRange(_rig.NowUnix, new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds(), uint.MaxValue);
        Assert.Single(_rig.Kinds(), EventKind.TimeRefused);
        Assert.DoesNotContain(_rig.Journal(), e =>
            e.Kind == EventKind.ClockSet && e.Details[1] < new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds());
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_table_whose_digest_does_not_match_is_read_again_from_0_and_never_applied()
    {
        byte[] body = _rig.TableBody(7, (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))));
        body[^1] ^= 1;
        _rig.Gateway.Table = body;
        _rig.Gateway.TableVersion = 7;
        _rig.PowerUp();

        _rig.Run(90_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
        Assert.DoesNotContain(EventKind.TableApplied, _rig.Kinds());
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.TableRefused
            && e.Details[0] == 7 && e.Details[1] == (int)TableRefusal.WrongDigest);
        Assert.InRange(_rig.Gateway.Requests.Count(r => r.Resource == 't'), 2, 6);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_minimum_epoch_steps_the_keys_and_starts_the_numbers_at_0()
    {
        _rig.Gateway.MinimumEpoch = 2;
        _rig.PowerUp();

        _rig.Run(300_000);

        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.EpochStepped && e.Details[0] == 2);
        Assert.Contains(0, _rig.Gateway.PartialIvs.Skip(1));
        Assert.True(_rig.Gateway.CheckIns.Count > 3);
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void Datagrams_that_do_not_verify_are_silent_and_change_nothing()
    {
        _rig.PowerUp();
        _rig.Run(61_000);
        byte[] order = _rig.Gateway.SendOrder(1, OrderKind.Identify, 0, _rig.NowUnix + 30);
        _rig.Run(100);
        int sent = _rig.Gateway.Raw.Count;
        List<byte[]> bad = [[], [0x40], new byte[1153], .. Enumerable.Range(0, order.Length).Select(i => order[..i])];
        for (int bit = 0; bit < order.Length * 8; bit++)
        {
            byte[] flipped = [.. order];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            bad.Add(flipped);
        }

        foreach (byte[] datagram in bad)
        {
            _rig.Gateway.Deliver(datagram);
            _rig.Run(60);
        }

        Assert.DoesNotContain(_rig.Gateway.Raw.Skip(sent), raw => raw[0] >> 4 == 6);
        _rig.Gateway.SendOrder(2, OrderKind.Open, 4, _rig.NowUnix + 30);
        _rig.Run(1000);
        Assert.True(_rig.IsOpen(4));
    }

    private IEnumerable<long> Gaps(char resource)
    {
        long[] at = [.. _rig.Gateway.Requests.Where(r => r.Resource == resource).Select(r => r.AtMs)];
        return at.Skip(1).Zip(at, (later, earlier) => later - earlier);
    }
}
