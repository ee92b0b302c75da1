using Fachwerk.Tests.Tidy;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fachwerk.Tests.Guard;

/// <summary>Reads IL compiled against the device's references for what compiles and crashes all the same.</summary>
internal sealed class CrashScan(SourcePlaces places)
{
    private readonly List<Finding> _findings = [];

    public static IReadOnlyList<Finding> Scan(Stream assembly, Stream symbols, SourcePlaces places)
    {
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(
            assembly, new ReaderParameters { ReadSymbols = true, SymbolStream = symbols });
        CrashScan scan = new(places);
        foreach (TypeDefinition type in definition.MainModule.GetTypes())
        {
            scan.ScanType(type);
        }

        return scan._findings;
    }

    private void ScanType(TypeDefinition type)
    {
        SourcePlace place = places.Of(type);
        if (type.HasGenericParameters)
        {
            Add(place, DeviceRule.Generics, type.FullName, "a generic type");
        }

        if (type.Name.EndsWith("e__FixedBuffer", StringComparison.Ordinal))
        {
            Add(place, DeviceRule.FixedBuffer, type.DeclaringType.FullName, type.Name);
        }

        foreach (TypeReference used in type.Interfaces.Select(i => i.InterfaceType).Prepend(type.BaseType))
        {
            ScanUse(place, used, type.FullName);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            ScanUse(places.Of(field), field.FieldType, field.FullName);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            ScanMethod(method);
        }
    }

    private void ScanMethod(MethodDefinition method)
    {
        SourcePlace place = places.Of(method);
        string name = method.FullName;
        if (method.HasGenericParameters)
        {
            Add(place, DeviceRule.Generics, name, "a generic method");
        }

        if (method.DeclaringType.IsInterface && (method.IsStatic || !method.IsAbstract))
        {
            Add(place, DeviceRule.InterfaceBody, name, "a member of an interface that is not abstract");
        }

        foreach (TypeReference used in method.Parameters.Select(p => p.ParameterType).Prepend(method.ReturnType))
        {
            ScanUse(place, used, name);
        }

        if (method.HasBody)
        {
            ScanBody(place, method);
        }
    }

    private void ScanBody(SourcePlace place, MethodDefinition method)
    {
        foreach (VariableDefinition local in method.Body.Variables)
        {
            ScanUse(place, local.VariableType, method.FullName);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            SequencePoint? point = method.DebugInformation.GetSequencePoint(instruction);
            place = point is { IsHidden: false } ? SourcePlaces.Of(point) : place;
            ScanInstruction(place, instruction, method.FullName);
        }
    }

    private void ScanInstruction(SourcePlace place, Instruction instruction, string method)
    {
        string code = instruction.OpCode.Name;
        if (instruction.OpCode == OpCodes.Localloc)
        {
            Add(place, DeviceRule.StackAllocation, method, code);
        }
        else if (instruction.OpCode == OpCodes.Calli)
        {
            Add(place, DeviceRule.FunctionPointer, method, code);
        }
        else if (code.Contains(".ovf", StringComparison.Ordinal))
        {
            Add(place, DeviceRule.Checked, method, code);
        }
        else if (AsksForEnumText(instruction))
        {
            Add(place, DeviceRule.EnumText, method, $"{code} {instruction.Operand}");
        }

        switch (instruction.Operand)
        {
            case TypeReference type:
                ScanUse(place, type, method);
                break;
            case FieldReference field:
                ScanUse(place, field.DeclaringType, method);
                ScanUse(place, field.FieldType, method);
                break;
            case MethodReference called:
                ScanCall(place, called, method);
                break;
            default:
                break;
        }
    }

    private void ScanCall(SourcePlace place, MethodReference called, string method)
    {
        if (called is GenericInstanceMethod)
        {
            Add(place, DeviceRule.Generics, method, called.FullName);
        }

        foreach (TypeReference used in called.Parameters.Select(p => p.ParameterType)
            .Append(called.ReturnType).Append(called.DeclaringType))
        {
            ScanUse(place, used, method);
        }
    }

    /// <summary>Boxing an enum serves only to make a text or a key of it; a constrained call is its ToString.</summary>
    private static bool AsksForEnumText(Instruction instruction) =>
        (instruction.OpCode == OpCodes.Box || instruction.OpCode == OpCodes.Constrained)
        && instruction.Operand is TypeDefinition { IsEnum: true };

    private void ScanUse(SourcePlace place, TypeReference? used, string user)
    {
        for (TypeReference? type = used; type != null; type = (type as TypeSpecification)?.ElementType)
        {
            DeviceRule? rule = type switch
            {
                GenericInstanceType => DeviceRule.Generics,
                ArrayType { Rank: > 1 } => DeviceRule.Grid,
                FunctionPointerType => DeviceRule.FunctionPointer,
                PointerType => DeviceRule.Pointer,
                _ => null
            };
            if (rule != null)
            {
                Add(place, rule, user, type.FullName);
                return;
            }
        }
    }

    private void Add(SourcePlace place, DeviceRule rule, string user, string found) =>
        _findings.Add(new Finding(place.Path, place.Line, rule.Name, $"{user}: {found}", rule.Advice));
}
