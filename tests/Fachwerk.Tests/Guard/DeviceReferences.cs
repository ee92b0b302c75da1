using System.Globalization;
using Fachwerk.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Fachwerk.Tests.Guard;

/// <summary>
/// The reference assemblies of the device. Those compiled from lists of its API say what may be used; its own core
/// library says what is there. Code has to compile against both.
/// </summary>
internal sealed class DeviceReferences
{
    private const string CoreLibrary = "mscorlib";
    private const string Folder = "firmware/device-api/";
    private const string EdgeFolder = "firmware/device-api/edge/";
    private static readonly Lazy<DeviceReferences> OfRepository = new(() => Compile(PortableLists()));
    private static readonly Lazy<DeviceReferences> OfEdge = new(() => Compile(EdgeLists()));
    private static readonly Lazy<DeviceReferences> OfOwn = new(() => Compile(PortableLists(), OwnCoreLibrary.Dll));
    private static readonly Lazy<DeviceReferences> OfOwnEdge = new(() => Compile(EdgeLists(), OwnCoreLibrary.Dll));

    private DeviceReferences(IReadOnlyList<ApiAssembly> assemblies, IReadOnlyList<MetadataReference> references)
    {
        Assemblies = assemblies;
        References = references;
    }

    /// <summary>From the lists in firmware/device-api; compiled once per test run.</summary>
    public static DeviceReferences Current => OfRepository.Value;

    /// <summary>What the edge and the self-test may use besides; portable code may not.</summary>
    public static DeviceReferences Edge => OfEdge.Value;

    /// <summary>The device's own core library alone: what is there, listed or not.</summary>
    public static DeviceReferences Own => OfOwn.Value;

    /// <summary>The device's own core library, and the lists of what the edge uses besides.</summary>
    public static DeviceReferences OwnEdge => OfOwnEdge.Value;

    public IReadOnlyList<ApiAssembly> Assemblies { get; }

    public IReadOnlyList<MetadataReference> References { get; }

    private static IEnumerable<ApiAssembly> PortableLists() => ReadLists(Repository.Current, Folder);

    private static IEnumerable<ApiAssembly> EdgeLists() =>
        Merge([.. PortableLists(), .. ReadLists(Repository.Current, EdgeFolder)]);

    private static IEnumerable<ApiAssembly> ReadLists(Repository repository, string folder) => repository.Files
        .Where(file => Path.GetDirectoryName(file.Path) + "/" == folder && file.Extension == ".txt")
        .Select(ApiListParser.Parse);

    // The core library has a list for each of the two.
    private static IEnumerable<ApiAssembly> Merge(IEnumerable<ApiAssembly> lists) =>
        lists.GroupBy(list => list.Name).Select(same =>
            same.First() with { Types = [.. same.SelectMany(list => list.Types)] });

    /// <summary>Compiles the core library first, then the others by name, each against those before it.</summary>
    /// <param name="lists">The lists of the assemblies.</param>
    /// <param name="ownCoreLibrary">Taken in place of the core library's list, if given.</param>
    /// <exception cref="InvalidOperationException">The lists do not fit together; the message says where.</exception>
    public static DeviceReferences Compile(IEnumerable<ApiAssembly> lists, byte[]? ownCoreLibrary = null)
    {
        ApiAssembly[] assemblies =
            [.. lists.OrderBy(list => list.Name == CoreLibrary ? "" : list.Name, StringComparer.Ordinal)];
        Dictionary<string, ApiType> types = assemblies.SelectMany(list => list.Types).ToDictionary(t => t.FullName);
        List<MetadataReference> references = [];
        foreach (ApiAssembly assembly in assemblies)
        {
            references.Add(assembly.Name == CoreLibrary && ownCoreLibrary != null
                ? MetadataReference.CreateFromImage(ownCoreLibrary) : Compile(assembly, types, references));
        }

        return new DeviceReferences(assemblies, references);
    }

    private static PortableExecutableReference Compile(
        ApiAssembly assembly, Dictionary<string, ApiType> types, List<MetadataReference> references)
    {
        SyntaxTree source = CSharpSyntaxTree.ParseText(
            ReferenceSource.Write(assembly, types), new CSharpParseOptions(LanguageVersion.Latest));
        CSharpCompilation compilation = CSharpCompilation.Create(
            assembly.Name, [source], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image, options: new EmitOptions(metadataOnly: true));
        IEnumerable<string> errors =
            result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(Describe);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException(
                $"The lists of {assembly.Name} do not fit together. List what is missing, or leave out the members "
                + $"that name it:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
    }

    private static string Describe(Diagnostic error)
    {
        FileLinePositionSpan place = error.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {error.GetMessage(CultureInfo.InvariantCulture)}";
    }
}
