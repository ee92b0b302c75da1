using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>When the keys change, and that an older FRAM image never sends under numbers that were used.</summary>
[Trait("Promise", "D-09")]
public sealed class EpochTests : IDisposable
{
    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-08")]
    public void No_number_is_used_twice_whichever_bit_of_the_session_record_flips()
    {
        int bits = 8 * AtomicRecord.SizeBytes(SessionStore.PayloadBytes);
        for (int bit = 0; bit < bits; bit += 3)
        {
            NonceLedger ledger = new();
            using DepotRig one = new(4);
            // Without a time the record's last write is that of its block of numbers.
            one.Depot.Board.RealTimeClock.DrainCell();
            one.PowerUp(61_000);
            one.Depot.SetPower(false);
            one.Depot.Board.FramA.Memory[FramMap.Session + bit / 8] ^= (byte)(1 << bit % 8);
            one.PowerUp(61_000);

            Assert.All(one.Gateway.Sealings, use => Assert.True(ledger.Note(use), $"bit {bit}"));
            Assert.True(ledger.Count > 3, $"bit {bit}");
            Assert.DoesNotContain(EventKind.EpochStepped, one.Kinds());
        }
    }

    [Fact]
    public void An_older_image_put_back_steps_the_epoch_before_anything_is_sent()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        byte[] image = Image();
        _rig.Run(70_000);
        _rig.Reboot();
        _rig.Run(70_000);
        int seen = _rig.Gateway.PartialIvs.Count;
        _rig.Depot.SetPower(false);
        for (int i = 0; i < image.Length; i++)
            _rig.Depot.Board.FramA.Memory[i] = image[i];

        _rig.PowerUp();
        _rig.Run(70_000);

        Assert.True(_rig.Gateway.PartialIvs.Count > seen);
        Assert.Equal(0, _rig.Gateway.PartialIvs[seen]);
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.EpochStepped && e.Details[0] == 1);
        Assert.Equal((1, 3u), Mirror());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mirror_that_is_missing_or_of_another_controller_tells_nothing_and_is_written_anew(bool isMissing)
    {
        _rig.PowerUp();
        _rig.Depot.SetPower(false);
        byte[] other = [.. _rig.Depot.Board.Mirror.Content];
        other[3] ^= 1;
        _rig.Depot.Board.Mirror.Content = isMissing ? [] : other;

        _rig.PowerUp();

        Assert.DoesNotContain(EventKind.EpochStepped, _rig.Kinds());
        Assert.Equal((0, 2u), Mirror());
    }

    [Fact]
    public void Without_a_file_system_the_depot_works()
    {
        _rig.Depot.Board.Mirror.IsReadable = false;

        _rig.PowerUp();
        _rig.Run(70_000);

        Assert.NotEmpty(_rig.Gateway.CheckIns);
    }

    [Fact]
    public void The_keys_change_after_a_year_by_a_time_that_was_agreed_on()
    {
        _rig.Gateway.Clocks = _ => _rig.NowUnix;
        _rig.PowerUp();
        _rig.Pass(75);
        _rig.Depot.SetPower(false);
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddDays(364));
        _rig.PowerUp();
        _rig.Pass(75);
        bool isTooEarly = _rig.Kinds().Contains(EventKind.EpochStepped);
        _rig.Depot.SetPower(false);
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddDays(366));

        _rig.PowerUp();
        _rig.Pass(75);

        Assert.False(isTooEarly);
        Assert.Single(_rig.Kinds(), EventKind.EpochStepped);
        Assert.Equal(1, Mirror().Epoch);
    }

    [Fact]
    public void The_keys_change_well_before_the_numbers_end()
    {
        SessionStore session = new(new Fram(new TornBus(), 0x50));
        Assert.True(session.TryReset(new byte[16], 7));
        bool wasDue = session.IsStepDue(0);
        for (int i = 0; i < 1 << 19; i++)
            Assert.True(session.TryTakeSequence(out _));

        Assert.False(wasDue);
        Assert.True(session.IsStepDue(0));
    }

    [Fact]
    public void A_step_leaves_nothing_of_the_secret_before()
    {
        TornBus bus = new();
        SessionStore session = new(new Fram(bus, 0x50));
        byte[] before = [.. Enumerable.Repeat((byte)0xA5, 16)];
        Assert.True(session.TryReset(before, 0));
        Assert.True(session.TryTakeSequence(out _));

        Assert.True(session.TryReset([.. Enumerable.Repeat((byte)0x5A, 16)], 1));

        Assert.Equal(-1, bus.Chip(0).AsSpan(FramMap.Session, 128).IndexOf(before));
    }

    [Fact]
    public void A_step_that_could_not_be_written_leaves_the_epoch_as_it_was()
    {
        TornBus bus = new();
        SessionStore session = new(new Fram(bus, 0x50));
        Assert.True(session.TryReset(new byte[16], 3));
        Assert.True(session.TryTakeSequence(out uint before));
        bus.CutAfter(0);

        bool hasStepped = session.TryReset([.. Enumerable.Repeat((byte)0x5A, 16)], 4);
        bus.Restore();

        Assert.False(hasStepped);
        Assert.Equal(3, session.Epoch);
        Assert.Equal(new byte[16], session.Secret);
        Assert.True(session.TryTakeSequence(out uint after));
        Assert.Equal(session.MessageIdOf(before) + 1, session.MessageIdOf(after));
    }

    // RFC 7252 §4.4: an endpoint answers a message id it has seen from what it keeps, whatever stands in the message.
    [Fact]
    [Trait("Promise", "G-01")]
    public void No_message_id_or_token_comes_again_after_a_step_or_a_start()
    {
        _rig.PowerUp();
        _rig.Run(200_000);
        _rig.Gateway.MinimumEpoch = 1;
        _rig.Run(200_000);
        _rig.Reboot();
        _rig.Run(200_000);
        _rig.Gateway.MinimumEpoch = 3;
        _rig.Run(200_000);
        DamageSession();
        _rig.Run(200_000);

        int[] ids = [.. MessageIds()];

        Assert.Equal(4, _rig.Gateway.Sealings.Max(use => use.Epoch));
        Assert.InRange(ids.Length, 20, 1_000);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Message_ids_begin_again_only_after_all_of_them()
    {
        SessionStore session = new(new Fram(new TornBus(), 0x50));
        HashSet<int> ids = [];
        for (int epoch = 0; epoch < 64; epoch++)
        {
            Assert.True(session.TryReset(new byte[16], epoch));
            for (int i = 0; i < 512; i++)
            {
                Assert.True(session.TryTakeSequence(out uint sequence));
                Assert.True(ids.Add(session.MessageIdOf(sequence)), $"{sequence} of epoch {epoch}");
            }
        }
    }

    // The copy of the session record that was written last is cut, so that the one before it is taken.
    private void DamageSession()
    {
        _rig.Depot.SetPower(false);
        int copyBytes = AtomicRecord.SizeBytes(SessionStore.PayloadBytes) / 2;
        for (int i = 0; i < 8; i++)
            _rig.Depot.Board.FramA.Memory[FramMap.Session + NewestCopy(copyBytes) * copyBytes + 8 + i] ^= 0xFF;
        _rig.PowerUp();
    }

    private int NewestCopy(int copyBytes) =>
        CounterAt(FramMap.Session) > CounterAt(FramMap.Session + copyBytes) ? 0 : 1;

    private int CounterAt(int address) => _rig.Depot.Board.FramA.Memory[address + 3]
        + (_rig.Depot.Board.FramA.Memory[address + 2] << 8);

    // The header: version, type and token length, code, message id, token.
    private IEnumerable<int> MessageIds()
    {
        foreach (byte[] raw in _rig.Gateway.Raw)
        {
            Assert.Equal((raw[2], raw[3]), (raw[4], raw[5]));
            yield return (raw[2] << 8) | raw[3];
        }
    }

    private (int Epoch, uint BootCount) Mirror()
    {
        byte[] content = _rig.Depot.Board.Mirror.Content;
        return (content[8], (uint)((content[4] << 24) | (content[5] << 16) | (content[6] << 8) | content[7]));
    }

    private byte[] Image() => [.. Enumerable.Range(0, 0x10000).Select(i => _rig.Depot.Board.FramA.Memory[i])];
}
