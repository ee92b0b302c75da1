using System.Reflection;
using System.Runtime.Loader;
using Fachwerk.Tests.Tidy;
using Microsoft.CodeAnalysis;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// Protocol and firmware as the guard compiles them for the device, counted, and a second copy of simulator and tests
/// that stand on them: what runs in here runs the device's own IL on the virtual board.
/// </summary>
internal sealed class CountedDevice : AssemblyLoadContext
{
    private const string Protocol = "Fachwerk.Protocol";
    private const string Firmware = "Fachwerk.Firmware";

    private static readonly string[] Copied = ["Fachwerk.DeviceRuntime", "Fachwerk.Simulator", "Fachwerk.Tests"];
    private static readonly Lazy<CountedDevice> OfRepository = new(() => new CountedDevice());

    private readonly Dictionary<string, byte[]> _counted = [];
    private readonly Assembly _tests;

    private CountedDevice()
        : base("counted device")
    {
        byte[] protocol = Compile(Protocol, file => IsIn(file, "shared-protocol/"));
        byte[] firmware = Compile(
            Firmware, file => PortableFolders.Contains(file) && !IsIn(file, "shared-protocol/"),
            MetadataReference.CreateFromImage(protocol));
        IlCounter counter = new(Charges);
        _counted.Add(Protocol, counter.Count(protocol));
        _counted.Add(Firmware, counter.Count(firmware));
        _tests = LoadFromAssemblyName(typeof(CountedDevice).Assembly.GetName());
        Invoke(typeof(IlMeter), nameof(IlMeter.Name), counter.Methods, Charges.All);
    }

    public static CountedDevice Current => OfRepository.Value;

    public IlCharges Charges { get; } = new();

    /// <summary>Runs a scenario of <see cref="BudgetRuns"/> in here, on the Ethernet board or the other.</summary>
    public IReadOnlyList<Spending> Run(string scenario, bool ethernet)
    {
        object? told = Invoke(typeof(BudgetRuns), nameof(BudgetRuns.Run), scenario, ethernet);
        return [.. ((IEnumerable<KeyValuePair<string, (long, string)>>)told!)
            .Select(entry => new Spending(entry.Key, entry.Value.Item1, entry.Value.Item2))];
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (_counted.TryGetValue(name, out byte[]? image))
            return LoadFromStream(new MemoryStream(image));
        return Copied.Contains(name)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll")) : null;
    }

    private object? Invoke(Type type, string method, params object[] arguments) =>
        _tests.GetType(type.FullName!)!.GetMethod(method)!.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static byte[] Compile(
        string name, Func<RepositoryFile, bool> isPart, params IReadOnlyList<MetadataReference> further)
    {
        GuardOutcome outcome = DeviceGuard.Check(
            Repository.Current.Files.Where(file => file.IsCSharp && isPart(file)), DeviceReferences.Current, name,
            further);
        Finding.RefuseAny(outcome.Findings);
        return outcome.Assembly;
    }

    private static bool IsIn(RepositoryFile file, string folder) =>
        file.Path.StartsWith(folder, StringComparison.Ordinal);
}

/// <param name="What">What was measured.</param>
/// <param name="Instructions">With what its calls are charged.</param>
/// <param name="Where">The methods that spent most.</param>
internal sealed record Spending(string What, long Instructions, string Where);
