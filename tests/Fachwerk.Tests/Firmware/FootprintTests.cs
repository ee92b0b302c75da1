using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Fachwerk.Firmware;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// What the controller keeps on its heap: every array and object that can be reached from it after start, each counted
/// once, the board left out. The device's heap is made of blocks of 12 bytes: one for an object or an array, one for
/// each field and each reference in an array, and as many as hold the numbers of an array.
/// </summary>
public sealed class FootprintTests : IDisposable
{
    private const int CodesMax = 1000;
    private const int BlockBytes = 12;

    // What a real runtime showed, with the code of that day: the count is to be near it.
    private const int SeenBytes = 122_500;

    private readonly DepotRig _rig = new(compartments: 64);
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void The_heap_after_start_with_a_thousand_codes_is_what_the_documents_say()
    {
        _rig.Load([.. Enumerable.Range(1, CodesMax).Select(Code)]);
        _rig.PowerUp();

        (int arrays, int objects) = Weigh(_rig.Depot.Firmware!);

        TestContext.Current.TestOutputHelper?.WriteLine($"{arrays} bytes of arrays, {objects} of objects");
        double[] documented = Documented("| heap after start with 1,000 codes, counted |");
        Assert.InRange(arrays / 1000.0, documented[1] * 0.95, documented[1] * 1.05);
        Assert.InRange(objects / 1000.0, documented[2] * 0.95, documented[2] * 1.05);
        Assert.Equal(documented[0], documented[1] + documented[2], 0.6);
        Assert.InRange(arrays + objects, SeenBytes * 0.85, SeenBytes * 1.1);
    }

    // The numbers of a row of firmware/README.md, in kB.
    private static double[] Documented(string row) => [.. Repository.Current.Files
        .Single(file => file.Path == "firmware/README.md").Lines
        .Single(line => line.StartsWith(row, StringComparison.Ordinal))[row.Length..].Split(' ')
        .Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number : double.NaN).Where(number => !double.IsNaN(number))];

    private (RecordKind Kind, byte[] Bytes) Code(int id) =>
        (RecordKind.Code, _rig.Record($"{id:D8}", DepotRig.Code((uint)id, 1 + id % 64)));

    private (int Arrays, int Objects) Weigh(object? found)
    {
        if (found is null || found is string || !_seen.Add(found))
            return (0, 0);
        if (found is Array array)
            return WeighArray(array);
        if (found.GetType().Assembly != typeof(LockerController).Assembly
            && found.GetType().Assembly != typeof(CodeRecord).Assembly)
            return (0, 0);
        List<FieldInfo> fields = [.. Fields(found.GetType())];
        (int arrays, int objects) = (0, BlockBytes + BlockBytes * fields.Count);
        foreach (FieldInfo field in fields.Where(field => !field.FieldType.IsValueType))
        {
            (int inArrays, int inObjects) = Weigh(field.GetValue(found));
            arrays += inArrays;
            objects += inObjects;
        }

        return (arrays, objects);
    }

    private (int Arrays, int Objects) WeighArray(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        int blocks = (array.Length * Size(element) + BlockBytes - 1) / BlockBytes;
        (int arrays, int objects) = (BlockBytes + blocks * BlockBytes, 0);
        foreach (object? item in element.IsValueType ? Array.Empty<object>() : array)
        {
            (int inArrays, int inObjects) = Weigh(item);
            arrays += inArrays;
            objects += inObjects;
        }

        return (arrays, objects);
    }

    private static int Size(Type element)
    {
        Type plain = element.IsEnum ? Enum.GetUnderlyingType(element) : element;
        return plain.IsPrimitive ? (int)RuntimeHelpers.SizeOf(plain.TypeHandle) : BlockBytes;
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
