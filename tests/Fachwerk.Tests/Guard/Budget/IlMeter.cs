namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// What the counted assemblies have spent since <see cref="Begin"/>. They call it, so it is public; one thread at a
/// time.
/// </summary>
public static class IlMeter
{
    private static string[] _methods = [];
    private static long[] _byMethod = [];
    private static IReadOnlyDictionary<string, int> _charges = new Dictionary<string, int>();
    private static int _outside;

    /// <summary>Instructions and charges.</summary>
    public static long Spent { get; private set; }

    /// <param name="methods">Names of the methods, by the numbers that <see cref="Add"/> is told.</param>
    /// <param name="charges">What a call of the board costs.</param>
    public static void Name(string[] methods, IReadOnlyDictionary<string, int> charges)
    {
        _methods = methods;
        _byMethod = new long[methods.Length];
        _charges = charges;
    }

    public static void Begin()
    {
        Spent = 0;
        Array.Clear(_byMethod);
    }

    /// <summary>A basic block is entered.</summary>
    public static void Add(int method, int cost)
    {
        if (_outside > 0)
            return;
        Spent += cost;
        _byMethod[method] += cost;
    }

    /// <summary>The controller calls its board: charged, and what happens in there is not counted.</summary>
    public static void Leave(string member)
    {
        Spent += _outside > 0 ? 0 : _charges[member];
        _outside++;
    }

    /// <summary>The call has returned.</summary>
    public static void Return() => _outside--;

    /// <summary>The methods that spent most since <see cref="Begin"/>.</summary>
    public static string Dearest(int count)
    {
        long inMethods = _byMethod.Sum();
        return string.Join(Environment.NewLine, _byMethod
            .Select((cost, method) => (Cost: cost, Name: _methods[method]))
            .Append((Spent - inMethods, "the board"))
            .OrderByDescending(entry => entry.Item1).Take(count)
            .Where(entry => entry.Item1 > 0)
            .Select(entry => $"    {entry.Item1,8}  {entry.Item2}"));
    }
}
