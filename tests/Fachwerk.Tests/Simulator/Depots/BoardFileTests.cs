using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Simulator.Depots;

public sealed class BoardFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-board-");

    private string File => Path.Combine(_folder.FullName, "depot-1001.fram");

    [Fact]
    public void Has_what_was_written_before_it_was_closed()
    {
        using (BoardFile first = BoardFile.Open(File))
        {
            first.FramA[0xFFFF] = 0x11;
            first.FramB[0x0000] = 0x22;
        }

        using BoardFile second = BoardFile.Open(File);

        Assert.Equal(0x11, second.FramA[0xFFFF]);
        Assert.Equal(0x22, second.FramB[0x0000]);
    }

    [Fact]
    public void Belongs_to_one_simulator_at_a_time()
    {
        using BoardFile first = BoardFile.Open(File);

        Assert.Throws<IOException>(() => BoardFile.Open(File));
    }

    [Fact]
    public void Can_be_read_by_its_owner_only()
    {
        using BoardFile file = BoardFile.Open(File);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(File).UnixFileMode);
    }

    [Fact]
    public void Lets_the_clock_run_on_while_it_is_closed()
    {
        DateTime then = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
        Ds3231 clock = new(new BoardClock());
        using (BoardFile first = BoardFile.Open(File))
        {
            clock.RunFrom(then.AddMinutes(5));
            first.Remember(clock, then);
        }

        using BoardFile second = BoardFile.Open(File);
        Ds3231 later = new(new BoardClock());
        second.Restore(later, then.AddHours(1));

        Assert.Equal(new DateTime(2026, 6, 1, 13, 5, 0), later.Now);
        Assert.False(later.OscillatorStopped);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
