using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>How an identity gets into the FRAM, and how none does.</summary>
[Trait("Promise", "F-05")]
public sealed class BenchIdentityTests : IDisposable
{
    private const string Good = """
        { "format": "fachwerk-identity-1", "controller": 1001, "transportSecret": "000102030405060708090a0b0c0d0e0f",
          "codeSecret": "101112131415161718191a1b1c1d1e1f", "epoch": 0, "gateways": ["gateway.example:5683"],
          "compartments": 16, "name": "Depot" }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-bench-");
    private readonly VirtualI2cBus _bus = new(new BoardClock(), new IoMeter(), kilohertz: 400);

    public BenchIdentityTests()
    {
        _bus.Attach(0x50, new Mb85Rc512T(new FramArray()));
        _bus.Attach(0x51, new Mb85Rc512T(new FramArray()));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Is_written_into_an_empty_memory_and_not_a_second_time()
    {
        DepotIdentity identity = Read(Good);

        string first = BenchIdentity.Apply(_bus, identity, replaces: false);
        string second = BenchIdentity.Apply(_bus, identity, replaces: false);

        Assert.Equal("Controller 1001 was written into the FRAM.", first);
        Assert.Equal("The FRAM holds this identity of controller 1001 already; nothing was written.", second);
        Assert.Equal(1001u, Held());
    }

    [Fact]
    public void Takes_the_place_of_another_only_when_told_so()
    {
        BenchIdentity.Apply(_bus, Read(Good), replaces: false);
        DepotIdentity other = Read(Good.Replace("1001", "1002", StringComparison.Ordinal));

        BenchException refused = Assert.Throws<BenchException>(() => BenchIdentity.Apply(_bus, other, false));
        uint kept = Held();
        BenchIdentity.Apply(_bus, other, replaces: true);

        Assert.Contains("of controller 1001,", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1001u, kept);
        Assert.Equal(1002u, Held());
    }

    // Two installations may have the same number.
    [Theory]
    [InlineData("000102", "ff0102")]
    [InlineData("101112", "ff1112")]
    [InlineData("gateway.example", "other.example")]
    [InlineData("\"compartments\": 16", "\"compartments\": 8")]
    public void Is_another_one_under_the_same_number_too(string before, string now)
    {
        BenchIdentity.Apply(_bus, Read(Good), replaces: false);
        DepotIdentity other = Read(Good.Replace(before, now, StringComparison.Ordinal));

        Assert.Throws<BenchException>(() => BenchIdentity.Apply(_bus, other, replaces: false));
        BenchIdentity.Apply(_bus, other, replaces: true);

        string again = BenchIdentity.Apply(_bus, other, replaces: false);
        Assert.Contains("nothing was written", again, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_not_written_over_a_damaged_one_unless_told_so()
    {
        BenchIdentity.Apply(_bus, Read(Good), replaces: false);
        Assert.True(_bus.TryTransfer(0x50, [0, FramMap.Identity + 10, 0x55, 0xAA, 0x55], 0, 5, null, 0, 0));

        BenchException refused =
            Assert.Throws<BenchException>(() => BenchIdentity.Apply(_bus, Read(Good), replaces: false));
        BenchIdentity.Apply(_bus, Read(Good), replaces: true);

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1001u, Held());
    }

    [Theory]
    [InlineData(0x50)]
    [InlineData(0x51)]
    public void Is_not_written_where_a_memory_does_not_answer(int address)
    {
        _bus.ChipAt(address)!.IsPresent = false;

        BenchException refused =
            Assert.Throws<BenchException>(() => BenchIdentity.Apply(_bus, Read(Good), replaces: false));

        Assert.Contains("does not answer", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fachwerk-identity-1", "other", "format")]
    [InlineData("1001", "0", "controller")]
    [InlineData("\"compartments\": 16", "\"compartments\": 65", "compartments")]
    [InlineData("\"epoch\": 0", "\"epoch\": 256", "epoch")]
    [InlineData("0a0b0c0d0e0f", "0a0b0c0d0e", "transportSecret")]
    [InlineData("1a1b1c1d1e1f", "1a1b1c1d1eXX", "codeSecret")]
    [InlineData("gateway.example:5683", "gateway.example", "gateways")]
    [InlineData("}", "", "JSON")]
    [InlineData("\"000102030405060708090a0b0c0d0e0f\"", "null", "transportSecret")]
    [InlineData("\"101112131415161718191a1b1c1d1e1f\"", "null", "codeSecret")]
    [InlineData("[\"gateway.example:5683\"]", "null", "gateways")]
    [InlineData("\"gateway.example:5683\"", "null", "gateways")]
    public void Says_in_a_line_what_is_wrong_with_the_file_but_no_secret(string right, string wrong, string expected)
    {
        BenchException refused = Assert.Throws<BenchException>(
            () => Read(Good.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0001020304", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private uint Held()
    {
        II2cBus bus = _bus;
        IdentityStore store = new(new Fram(bus, Fram.FirstAddress));
        Assert.Equal(LoadResult.Loaded, store.Load());
        return store.Identity!.Controller;
    }

    private DepotIdentity Read(string json)
    {
        string path = Path.Combine(_folder.FullName, "identity.json");
        File.WriteAllText(path, json);
        return BenchIdentity.Read(path);
    }
}
