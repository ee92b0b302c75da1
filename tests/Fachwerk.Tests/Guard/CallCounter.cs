using System.Reflection;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Tests.Guard;

/// <summary>Stands before a part of the board, and before the parts that it gives out, and tells each call.</summary>
public class CallCounter : DispatchProxy
{
    private readonly Dictionary<object, object> _around = new(ReferenceEqualityComparer.Instance);
    private object _part = new();
    private Action<string> _tell = _ => { };

    public static T Around<T>(T part, Action<string> tell)
        where T : class
    {
        T proxy = Create<T, CallCounter>();
        (((CallCounter)(object)proxy)._part, ((CallCounter)(object)proxy)._tell) = (part, tell);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? result = targetMethod!.Invoke(_part, args);
        if (targetMethod.Name == nameof(II2cBus.TryTransfer))
            _tell((int)args![3]! > 0 && (int)args[6]! > 0 ? "both ways" : "one way");
        else
            _tell(targetMethod.Name);
        return result switch
        {
            II2cBus bus => Once(bus),
            IBoardPins pins => Once(pins),
            _ => result
        };
    }

    private T Once<T>(T part)
        where T : class
    {
        if (!_around.TryGetValue(part, out object? around))
            _around[part] = around = Around(part, _tell);
        return (T)around;
    }
}
