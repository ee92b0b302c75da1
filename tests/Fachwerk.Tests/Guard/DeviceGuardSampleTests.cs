using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>The guard can fail: each sample is refused under its own rule, on its own line.</summary>
public class DeviceGuardSampleTests
{
    private const string SamplePath = "firmware/Keypad/Sample.cs";

    [Theory]
    [InlineData("System.Func<int> f;")]
    [InlineData("System.Action<byte[]> f;")]
    [InlineData("object M() { var f = () => 1; return f; }")]
    [InlineData("class Own<T> { }")]
    [InlineData("class Own<T> { }\nOwn<int> own;")]
    [InlineData("T M<T>(T value) { return value; }")]
    [InlineData("void M() { static void Inner<T>() { } Inner<int>(); }")]
    [InlineData("delegate T Reads<T>();")]
    public void Generics_are_refused(string member) => Refuses(DeviceRule.Generics, member);

    [Theory]
    [InlineData("int[,] grid;")]
    [InlineData("object M() { return new byte[2, 3]; }")]
    [InlineData("int M(object grid) { return ((int[,])grid)[0, 1]; }")]
    [InlineData("int[][,] grids;")]
    public void Arrays_of_several_dimensions_are_refused(string member) => Refuses(DeviceRule.Grid, member);

    [Theory]
    [InlineData("interface ILight { void On() { } }")]
    [InlineData("interface ILight { int Level => 7; }")]
    [InlineData("interface ILight { static void On() { } }")]
    public void Interfaces_with_a_body_are_refused(string member) => Refuses(DeviceRule.InterfaceBody, member);

    [Fact]
    public void Stackalloc_is_refused() =>
        Refuses(DeviceRule.StackAllocation, "unsafe byte M() { byte* p = stackalloc byte[4]; return p[0]; }");

    [Fact]
    public void Function_pointers_are_refused() =>
        Refuses(DeviceRule.FunctionPointer,
            "static int N() => 1;\nunsafe int M() { delegate*<int> n = &N; return n(); }");

    [Fact]
    public void Fixed_buffers_are_refused() =>
        Refuses(DeviceRule.FixedBuffer, "unsafe struct Frame { fixed byte data[8]; }");

    [Fact]
    public void Pointers_are_refused() => Refuses(DeviceRule.Pointer, "unsafe void M(byte* first) { }");

    [Theory]
    [InlineData("int M(int a) { return checked(a + 1); }")]
    [InlineData("byte M(int a) { checked { return (byte)a; } }")]
    public void Checked_arithmetic_is_refused(string member) => Refuses(DeviceRule.Checked, member);

    [Theory]
    [InlineData("enum Key { One }\nstring M(Key key) { return key.ToString(); }")]
    [InlineData("enum Key { One }\nstring M(Key key) { return \"key \" + key; }")]
    [InlineData("enum Key { One }\nstring M(Key key) { return $\"key {key}\"; }")]
    public void The_text_of_an_enum_is_refused(string member) => Refuses(DeviceRule.EnumText, member);

    [Theory]
    [InlineData("string M(int x) => $\"{x.ToString(System.Globalization.CultureInfo.InvariantCulture)}\";")]
    [InlineData("string M(int x) => string.Create(null, $\"{x}\");")]
    [InlineData("string M(string x) => x.PadLeftt(4);")]
    [InlineData("int M(string x) => System.Math.Max(x.Length, 4);")]
    [InlineData("bool M(char x) => char.IsDigit(x);")]
    [InlineData("object M() => System.Array.Empty<int>();")]
    [InlineData("System.Collections.Generic.List<int> list;")]
    [InlineData("System.Collections.IEnumerable M() { yield return 1; }")]
    [InlineData("object M(int[] a) => System.Linq.Enumerable.ToArray(a);")]
    [InlineData("object M(int[] a) => from x in a select x;")]
    [InlineData("int M(byte[] a) { System.Span<byte> s = a; return s.Length; }")]
    [InlineData("int M() { System.Span<byte> s = stackalloc byte[4]; return s.Length; }")]
    [InlineData("int M(byte[] a) => a[^1];")]
    [InlineData("byte[] M(byte[] a) => a[1..2];")]
    [InlineData("int? maybe;")]
    [InlineData("(int A, int B) pair;")]
    [InlineData("decimal price;")]
    [InlineData("record Row(int A);")]
    [InlineData("async void M() { await null; }")]
    [InlineData("object M() => \"text\"u8;")]
    [InlineData("dynamic M() => null;")]
    [InlineData("long M() => System.DateTime.UtcNow.Ticks;")]
    [InlineData("void M() { System.Threading.Thread.Sleep(1); }")]
    [InlineData("int M() => new System.Random().Next();")]
    [InlineData("System.Net.Sockets.UdpClient socket;")]
    public void What_the_device_does_not_have_is_refused(string member) => Refuses(DeviceRule.Api, member);

    [Theory]
    [InlineData("System.Func<int> f;", "generics")]
    [InlineData("class Own<T> { }", "generics")]
    [InlineData("int[,] grid;", "grid")]
    [InlineData("string M(int x) => string.Create(null, $\"{x}\");", "api")]
    [InlineData("void M(System.Device.Gpio.GpioPin pin) => pin.Togle();", "api")]
    [InlineData("void M(System.Net.Sockets.Socket socket) => socket.SendAsync(null);", "api")]
    [InlineData("void M() => System.Threading.Thread.Sleep(System.TimeSpan.Zero);", "api")]
    public void The_edge_is_refused_what_the_device_does_not_have(string member, string rule)
    {
        RepositoryFile sample = new("firmware/Esp32/Sample.cs", $"class Sample\n{{\n{member}\n}}");

        IReadOnlyList<Finding> findings = DeviceGuard.Check([sample], DeviceReferences.Edge).Findings;

        string name = rule switch
        {
            "generics" => DeviceRule.Generics.Name,
            "grid" => DeviceRule.Grid.Name,
            _ => DeviceRule.Api.Name
        };
        Assert.Contains(findings, f => f.Rule == name && f.Line == 3);
    }

    [Theory]
    [InlineData("void M(System.Device.Gpio.GpioPin pin) => pin.Toggle();")]
    [InlineData("long M() => System.Environment.TickCount64;")]
    [InlineData("void M() => System.Threading.Thread.Sleep(1);")]
    public void What_the_edge_may_use_the_portable_code_may_not(string member)
    {
        RepositoryFile edge = new("firmware/Esp32/Sample.cs", $"class Sample\n{{\n{member}\n}}");

        Finding.RefuseAny(DeviceGuard.Check([edge], DeviceReferences.Edge).Findings);
        Refuses(DeviceRule.Api, member);
    }

    [Fact]
    public void What_runs_on_the_device_is_accepted()
    {
        RepositoryFile sample = new(SamplePath, RunsOnTheDevice);

        Finding.RefuseAny(DeviceGuard.Check([sample], DeviceReferences.Current).Findings);
    }

    private static void Refuses(DeviceRule rule, string member)
    {
        RepositoryFile sample = new(SamplePath, $"class Sample\n{{\n{member}\n}}");

        IReadOnlyList<Finding> findings = DeviceGuard.Check([sample], DeviceReferences.Current).Findings;

        int lastLine = 3 + member.Count(character => character == '\n');
        Assert.Contains(findings,
            f => f.Rule == rule.Name && f.Path == SamplePath && 3 <= f.Line && f.Line <= lastLine);
    }

    /// <summary>What was tried on the device: none of it may become a false alarm.</summary>
    private const string RunsOnTheDevice = """
        using System;
        namespace Sample;
        delegate int Reads(byte[] from);
        enum Key : byte { None, One }
        readonly struct Span2(int from, int to) { public int Length => to - from; }
        ref struct Cursor { public int At; }
        sealed class Held(string? name) : IDisposable { public string? Name => name; public void Dispose() { } }
        abstract class Base { public abstract int Next(); protected virtual int Seed => 3; }
        class Sample : Base
        {
            static readonly byte[] Table = [1, 2, 3, 4, 5, 6, 7, 8, 9];
            static readonly byte[][] Rows = { new byte[] { 1 }, new byte[] { 2, 3 } };
            event Reads? Changed;
            int this[int index] { get { return Table[index]; } }
            public override int Next() => Seed;
            static ref byte First(byte[] bytes) => ref bytes[0];
            int Reading(byte[] from) => Changed == null ? 0 : Changed(from);
            string Text(object value, Key key, int number)
            {
                int captured = number;
                Reads reads = from => from.Length + captured;
                int Local(int more) => more + captured;
                using Held held = new("depot");
                lock (held) { captured += reads(Rows[1]); }
                try { captured = Local(captured) / number; }
                catch (InvalidOperationException broken) when (broken.Message.Length > 3) { captured = 0; }
                finally { First(Table) = 1; }
                foreach (char letter in "abc") { captured += letter; }
                string name = key switch { Key.None => "none", _ => throw new InvalidOperationException() };
                string kind = value is string { Length: > 2 } s ? s : value is int and (1 or 2) ? "small" : "other";
                switch (name) { case "none": return kind; case "one": case "two": return name; default: break; }
                Cursor cursor = new() { At = 4 };
                Changed += reads;
                return $"{name} {captured} {number:X2} " + new Span2(1, cursor.At).Length + kind + held.Name + this[0];
            }
        }
        """;
}
