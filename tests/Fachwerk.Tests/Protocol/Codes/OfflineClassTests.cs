using System.Globalization;
using System.Text;
using Fachwerk.Protocol.Codes;
using Xunit;

namespace Fachwerk.Tests.Protocol.Codes;

/// <summary>The classes of SPEC.md, and the digits written out by its words.</summary>
[Trait("Promise", "D-02")]
public sealed class OfflineClassTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public void Classes_last_and_start_as_the_table_of_the_specification_says()
    {
        List<string[]> rows = SpecificationTable.Rows("### Offline codes");

        Assert.Equal(["lasts, hours", "step, hours"], rows.Select(row => row[0]));
        Assert.Equal(rows[0].Skip(1), All(OfflineCode.HoursOf));
        Assert.Equal(rows[1].Skip(1), All(OfflineCode.StepOf));
        Assert.Equal(7, OfflineCode.OneTimeClass);
    }

    // class · 4 + serial
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 3, 3)]
    [InlineData(1, 0, 4)]
    [InlineData(7, 3, 31)]
    public void Each_class_and_serial_has_a_bit_of_its_own(int codeClass, int serial, int bit) =>
        Assert.Equal(bit, new OfflineCode { Class = codeClass, Serial = serial }.Mark);

    // 8760 / step · 256 numbers a class: the first is hour 0, compartment 1, serial 0; the last their other ends.
    [Fact]
    public void Each_class_has_its_own_numbers_from_the_first_to_the_last()
    {
        int[] steps = [1, 1, 2, 4, 12, 24, 24, 4];
        OfflineCode code = new();
        uint first = 0;
        for (int codeClass = 0; codeClass < 8; codeClass++)
        {
            uint last = first + (uint)(8760 / steps[codeClass]) * 256 - 1;

            Assert.True(code.TryRead(first, 56));
            Assert.Equal((codeClass, 56u * 8760, 1, 0), (code.Class, code.Start, code.Compartment, code.Serial));
            Assert.Equal(first, code.Number);
            Assert.True(code.TryRead(last, 56));
            Assert.Equal(
                (codeClass, 57u * 8760 - (uint)steps[codeClass], 64, 3),
                (code.Class, code.Start, code.Compartment, code.Serial));
            Assert.Equal(last, code.Number);
            first = last + 1;
        }

        Assert.Equal(7_101_440u, first);
        Assert.False(code.TryRead(first, 56));
        Assert.False(code.TryRead(ulong.MaxValue, 56));
    }

    // Class 2, start 100 hours into epoch 312, compartment 5, serial 3: two classes of 8760 · 256 numbers before it,
    // then ((100 / 2) · 64 + 4) · 4 + 3. Tweak: controller 0x01020304, 312 mod 256 = 0x38.
    [Fact]
    public void The_digits_are_the_ff1_of_the_padded_number_under_controller_and_epoch()
    {
        const uint epoch = 312;
        const int number = 2 * 8760 * 256 + (100 / 2 * 64 + 4) * 4 + 3;
        byte[] plain = [.. number.ToString("D10", CultureInfo.InvariantCulture).Select(digit => (byte)(digit - '0'))];
        new Ff1(new FrameworkAes128(), Key, 10, 10, 5).Encrypt([1, 2, 3, 4, 0x38], plain);
        string expected = string.Concat(plain.Select(value => (char)('0' + value)));
        OfflineCodeCipher cipher = new(new FrameworkAes128(), Key, 0x01020304);
        byte[] digits = "..............".Select(dot => (byte)dot).ToArray();
        OfflineCode read = new();

        cipher.Write(
            new OfflineCode { Class = 2, Start = epoch * 8760 + 100, Compartment = 5, Serial = 3 }, digits, 2);
        string once = Encoding.ASCII.GetString(digits);
        cipher.Write(
            new OfflineCode { Class = 2, Start = epoch * 8760 + 100, Compartment = 5, Serial = 3 }, digits, 2);
        bool isRead = new OfflineCodeCipher(new FrameworkAes128(), Key, 0x01020304).TryRead(digits, 2, epoch, read);

        Assert.Equal($"..{expected}..", once);
        Assert.Equal(once, Encoding.ASCII.GetString(digits));
        Assert.True(isRead);
        Assert.Equal((2, epoch * 8760 + 100, 5, 3), (read.Class, read.Start, read.Compartment, read.Serial));
    }

    private static IEnumerable<string> All(Func<int, uint> of) =>
        Enumerable.Range(0, 8).Select(codeClass => of(codeClass).ToString(CultureInfo.InvariantCulture));
}
