using System.Text;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>
/// In which code epochs ten digits are read (SPEC.md §8): the one of now; the one before during the first 672 h; the
/// next one during the last 2 h. Each one more is one more chance for who guesses.
/// </summary>
[Trait("Promise", "D-02")]
[Trait("Promise", "D-04")]
public sealed class OfflineEpochTests : IDisposable
{
    private const uint Epoch = 57;
    private const uint Change = Epoch * 8760;
    private const uint Hour = 3600;
    private const int CallsAReading = 10;
    private const int FourWeeks = 6;

    private readonly CountingAes _aes = new();
    private readonly OfflineCodeCipher _cipher;
    private readonly OfflineMemory _memory;
    private readonly OfflineCodes _codes;

    public OfflineEpochTests()
    {
        _cipher = new OfflineCodeCipher(_aes, [.. Enumerable.Range(1, 16).Select(i => (byte)i)], 1001);
        TornBus bus = new();
        _memory = new OfflineMemory(new Fram(bus, Fram.FirstAddress));
        SyncedTable table = new(new Fram(bus, Fram.FirstAddress + 1));
        table.Load();
        _codes = new OfflineCodes(_cipher, _memory, table, 64);
    }

    public void Dispose() => _aes.Dispose();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(671, 2)]
    [InlineData(672, 1)]
    [InlineData(4_000, 1)]
    [InlineData(8_757, 1)]
    [InlineData(8_758, 2)]
    [InlineData(8_759, 2)]
    public void As_many_epochs_are_tried_as_can_be_meant(uint hourInEpoch, int epochs)
    {
        byte[] digits = "0000000000"u8.ToArray();
        _aes.Calls = 0;

        _codes.Check(digits, (Change + hourInEpoch) * Hour);
        _codes.Check(digits, (Change + hourInEpoch) * Hour + Hour - 1);

        Assert.Equal(2 * epochs * CallsAReading, _aes.Calls);
    }

    [Theory]
    [InlineData(671, OfflineAnswer.RefusedGenuine)]
    [InlineData(672, OfflineAnswer.Wrong)]
    public void A_code_of_the_epoch_before_is_known_for_672_hours(uint hourInEpoch, OfflineAnswer answer)
    {
        OfflineCode code = new() { Class = FourWeeks, Start = Change - 720, Compartment = 7, Serial = 0 };
        Assert.True(_memory.TryMark(7, code.Start, code.Mark));

        Assert.Equal(answer, _codes.Check(Digits(code), (Change + hourInEpoch) * Hour));
    }

    [Fact]
    public void A_code_of_the_epoch_before_opens_to_its_end()
    {
        OfflineCode code = new() { Class = FourWeeks, Start = Change - 24, Compartment = 7, Serial = 0 };
        Assert.True(_memory.TryMark(7, code.Start, code.Mark));

        Assert.Equal(OfflineAnswer.Opens, _codes.Check(Digits(code), (Change + 648) * Hour - 1));
        Assert.Equal(OfflineAnswer.RefusedGenuine, _codes.Check(Digits(code), (Change + 648) * Hour));
    }

    [Theory]
    [InlineData(7_201, OfflineAnswer.Wrong)]
    [InlineData(7_200, OfflineAnswer.Refused)]
    [InlineData(601, OfflineAnswer.Refused)]
    [InlineData(600, OfflineAnswer.Opens)]
    public void A_code_of_the_next_epoch_is_known_two_hours_and_opens_ten_minutes_before_it(
        uint seconds, OfflineAnswer answer)
    {
        OfflineCode code = new() { Class = 0, Start = Change + 8_760, Compartment = 7, Serial = 0 };

        Assert.Equal(answer, _codes.Check(Digits(code), code.Start * Hour - seconds));
    }

    private byte[] Digits(OfflineCode code)
    {
        byte[] digits = new byte[OfflineCode.Digits];
        _cipher.Write(code, digits, 0);
        Assert.All(Encoding.ASCII.GetString(digits), digit => Assert.InRange(digit, '0', '9'));
        return digits;
    }

    private sealed class CountingAes : IAes128, IDisposable
    {
        private readonly SoftwareAes128 _aes = new();

        public int Calls { get; set; }

        public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
        {
            Calls++;
            return _aes.EncryptCbc(key, iv, blocks);
        }

        public byte[] EncryptEcb(byte[] key, byte[] blocks)
        {
            Calls++;
            return _aes.EncryptEcb(key, blocks);
        }

        public void Dispose() => _aes.Dispose();
    }
}
