using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// Puts a counter into every basic block of what was compiled for the device: it tells <see cref="IlMeter"/> how many
/// instructions the block has and what its calls of the library are charged.
/// </summary>
internal sealed class IlCounter(IlCharges charges)
{
    private const string CoreLibrary = "mscorlib";
    private const string NewArray = "new array";
    private const string NewObject = "new object";

    private readonly List<string> _methods = [];

    /// <summary>The methods counted so far, by the number that the meter is told.</summary>
    public string[] Methods => [.. _methods];

    public byte[] Count(byte[] image)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
        MethodReference add = assembly.MainModule.ImportReference(typeof(IlMeter).GetMethod(nameof(IlMeter.Add)));
        foreach (MethodDefinition method in assembly.MainModule.GetTypes().SelectMany(t => t.Methods))
        {
            if (method.HasBody)
                Count(method, add);
        }

        using MemoryStream counted = new();
        assembly.Write(counted);
        return counted.ToArray();
    }

    private void Count(MethodDefinition method, MethodReference add)
    {
        MethodBody body = method.Body;
        body.SimplifyMacros();
        Dictionary<Instruction, int> costs = CostsOf(body);
        Dictionary<Instruction, Instruction> begins = [];
        ILProcessor il = body.GetILProcessor();
        foreach ((Instruction leader, int cost) in costs)
        {
            Instruction first = il.Create(OpCodes.Ldc_I4, _methods.Count);
            il.InsertBefore(leader, first);
            il.InsertBefore(leader, il.Create(OpCodes.Ldc_I4, cost));
            il.InsertBefore(leader, il.Create(OpCodes.Call, add));
            begins.Add(leader, first);
        }

        Redirect(body, begins);
        body.OptimizeMacros();
        _methods.Add($"{method.DeclaringType.Name}.{method.Name}");
    }

    // By the first instruction of each block.
    private Dictionary<Instruction, int> CostsOf(MethodBody body)
    {
        HashSet<Instruction> leaders = LeadersOf(body);
        Dictionary<Instruction, int> costs = [];
        Instruction leader = body.Instructions[0];
        foreach (Instruction instruction in body.Instructions)
        {
            leader = leaders.Contains(instruction) ? instruction : leader;
            costs[leader] = costs.GetValueOrDefault(leader) + 1 + ChargeOf(instruction);
        }

        return costs;
    }

    private static HashSet<Instruction> LeadersOf(MethodBody body)
    {
        HashSet<Instruction> leaders = [body.Instructions[0]];
        foreach (Instruction instruction in body.Instructions)
        {
            FlowControl flow = instruction.OpCode.FlowControl;
            bool ends = flow is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return
                or FlowControl.Throw;
            if (ends && instruction.Next is not null)
                leaders.Add(instruction.Next);
            leaders.UnionWith(TargetsOf(instruction));
        }

        leaders.UnionWith(body.ExceptionHandlers.SelectMany(handler =>
            new[] { handler.TryStart, handler.HandlerStart, handler.FilterStart }.OfType<Instruction>()));
        return leaders;
    }

    private static Instruction[] TargetsOf(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => []
    };

    private int ChargeOf(Instruction instruction)
    {
        if (instruction.OpCode.Code == Code.Newarr)
            return charges.Of(NewArray);
        if (instruction.Operand is not MethodReference called || instruction.OpCode.FlowControl != FlowControl.Call)
            return 0;
        int made = instruction.OpCode.Code == Code.Newobj ? charges.Of(NewObject) : 0;
        bool isOurs = called.DeclaringType.Scope is not AssemblyNameReference { Name: CoreLibrary };
        return made + (isOurs ? 0 : charges.Of($"{called.DeclaringType.Name}.{called.Name}"));
    }

    private static void Redirect(MethodBody body, Dictionary<Instruction, Instruction> begins)
    {
        Instruction Begin(Instruction target) => begins.GetValueOrDefault(target, target);
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
                instruction.Operand = Begin(target);
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = targets.Select(Begin).ToArray();
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = Begin(handler.TryStart);
            handler.TryEnd = Begin(handler.TryEnd);
            handler.HandlerStart = Begin(handler.HandlerStart);
            handler.HandlerEnd = handler.HandlerEnd is { } end ? Begin(end) : null;
            handler.FilterStart = handler.FilterStart is { } filter ? Begin(filter) : null;
        }
    }
}
