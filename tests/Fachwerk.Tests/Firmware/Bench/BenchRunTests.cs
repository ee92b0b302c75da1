using System.CommandLine;
using Fachwerk.Bench;
using Fachwerk.Programs;
using Fachwerk.Simulator.Board;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>The program of the bench from its first line to its last.</summary>
[Trait("Promise", "F-05")]
public sealed class BenchRunTests : IDisposable
{
    private readonly BenchRig _rig = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task Runs_until_it_is_told_to_stop_and_leaves_all_outputs_off()
    {
        _rig.Virtual.SolenoidStarts += _ => _stop.Cancel();
        _rig.Virtual.Keypad.Press('#');
        EachStep(PressKeys());

        await RunAsync(() => { });

        Assert.Equal(1, _rig.Virtual.Solenoids[BenchRig.Compartment - 1].Pulses);
        Assert.False(_rig.Virtual.Solenoids[BenchRig.Compartment - 1].IsEnergized);
        Assert.Equal("The controller runs; Ctrl-C ends it with all outputs off.", _rig.Said[0]);
        Assert.Equal("All outputs are off.", _rig.Said[^1]);
    }

    [Fact]
    public async Task Has_all_outputs_off_before_anything_else()
    {
        _rig.Virtual.MainI2c.ChipAt(0x20)!.PowerUp();
        bool isReadBack = false;

        await RunAsync(() =>
        {
            byte[] read = new byte[2];
            isReadBack = _rig.Board.MainBus.TryTransfer(0x20, [2], 0, 1, read, 0, 2) && read[0] == 0 && read[1] == 0;
            _stop.Cancel();
        });

        Assert.True(isReadBack);
        Assert.Equal(0, _rig.Controller.Starts);
    }

    [Fact]
    public async Task Leaves_all_outputs_off_and_names_who_does_not_answer_when_it_cannot_go_on()
    {
        await Assert.ThrowsAsync<BenchException>(() => RunAsync(() =>
        {
            _rig.Virtual.MainI2c.ChipAt(0x20)!.IsPresent = false;
            throw new BenchException("No.");
        }));

        string end = Assert.Single(_rig.Said);
        Assert.StartsWith("No answer from 0x20: ", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_why_it_ended_when_its_lines_have_gone_with_the_adapter()
    {
        BenchException ended = await Assert.ThrowsAsync<BenchException>(() => RunAsync(() =>
        {
            _rig.Lines.IsGone = true;
            throw new BenchException("Unplugged.");
        }));

        Assert.Equal("Unplugged.", ended.Message);
        Assert.StartsWith("No answer from buzzer, LED: ", _rig.Said[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench --replace", "--replace goes with --identity FILE")]
    [InlineData("bench --i2c 1024", "--i2c takes a whole number from 0 to 1023, not '1024'")]
    [InlineData("bench --config none", "--config takes a file that is there, not 'none'")]
    public void Says_what_is_wrong_with_its_command_line(string line, string complaint)
    {
        RootCommand root = BenchCommand.Create(new BoardTime(_rig.Virtual.Clock));

        Assert.Equal($"{complaint}. --help tells what there is.", CommandLine.Complaint(root.Parse(line.Split(' '))));
    }

    private Task RunAsync(Action prepare) => BenchRun.RunAsync(
        _rig.Board, _rig.Controller, _rig.Said.Add, prepare, new InstantTime(_rig.Virtual, () => _step()), _stop.Token);

    private Action _step = () => { };

    private void EachStep(IEnumerator<bool> steps) => _step = () => steps.MoveNext();

    // One finger, a movement every 100 ms, after the start.
    private IEnumerator<bool> PressKeys()
    {
        _rig.Virtual.Keypad.Release('#');
        while (_rig.Virtual.Clock.NowMs < 3_000)
            yield return true;
        foreach (char key in BenchRig.Digits + "#")
        {
            foreach (Action<char> move in (Action<char>[])[_rig.Virtual.Keypad.Press, _rig.Virtual.Keypad.Release])
            {
                move(key);
                for (long until = _rig.Virtual.Clock.NowMs + 100; _rig.Virtual.Clock.NowMs < until;)
                    yield return true;
            }
        }
    }

    /// <summary>The board's time; who waits is called back at once, that much later.</summary>
    private sealed class InstantTime(VirtualBoard board, Action step) : BoardTime(board.Clock)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            step();
            board.Advance(board.Clock.NowMs + (long)dueTime.TotalMilliseconds);
            callback(state);
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => GC.KeepAlive(this);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
