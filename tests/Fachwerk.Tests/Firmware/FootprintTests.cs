using System.Reflection;
using System.Runtime.CompilerServices;
using Fachwerk.Firmware;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// What the controller keeps on its heap: every array and object that can be reached from it after start, each counted
/// once, the board left out. Arrays weigh the same on the device; an object there has 12 bytes and 4 for each field.
/// </summary>
public sealed class FootprintTests : IDisposable
{
    private const int CodesMax = 1000;
    private const int ObjectBytes = 12;
    private const int FieldBytes = 4;

    private readonly DepotRig _rig = new(compartments: 64);
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void The_heap_after_start_with_a_thousand_codes_is_what_the_documents_say()
    {
        _rig.Load([.. Enumerable.Range(1, CodesMax).Select(Code)]);
        _rig.PowerUp();

        (int arrays, int objects) = Weigh(_rig.Depot.Firmware!);

        // HARDWARE.md, "What a tick and the heap cost".
        Assert.InRange(arrays, 85_000, 105_000);
        Assert.InRange(objects, 6_000, 12_000);
    }

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
        (int arrays, int objects) = (0, ObjectBytes + FieldBytes * fields.Count);
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
        (int arrays, int objects) = (ObjectBytes + array.Length * Size(element), 0);
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
        return plain.IsPrimitive ? (int)RuntimeHelpers.SizeOf(plain.TypeHandle) : FieldBytes;
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
