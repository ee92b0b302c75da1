using System.Globalization;
using Fachwerk.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Fachwerk.Tests.Guard;

/// <summary>The reference assemblies of the device, compiled from lists of its API.</summary>
internal sealed class DeviceReferences
{
    private const string CoreLibrary = "mscorlib";
    private const string Folder = "firmware/device-api/";
    private const string EdgeFolder = "firmware/device-api/edge/";
    private static readonly Lazy<DeviceReferences> OfRepository =
        new(() => Compile(ReadLists(Repository.Current, Folder)));
    private static readonly Lazy<DeviceReferences> OfEdge = new(() => Compile(Merge(
        [.. ReadLists(Repository.Current, Folder), .. ReadLists(Repository.Current, EdgeFolder)])));

    private DeviceReferences(IReadOnlyList<ApiAssembly> assemblies, IReadOnlyList<MetadataReference> references)
    {
        Assemblies = assemblies;
        References = references;
    }

    /// <summary>From the lists in firmware/device-api; compiled once per test run.</summary>
    public static DeviceReferences Current => OfRepository.Value;

    /// <summary>What the edge and the self-test may use besides; portable code may not.</summary>
    public static DeviceReferences Edge => OfEdge.Value;

    public IReadOnlyList<ApiAssembly> Assemblies { get; }

    public IReadOnlyList<MetadataReference> References { get; }

    private static IEnumerable<ApiAssembly> ReadLists(Repository repository, string folder) => repository.Files
        .Where(file => Path.GetDirectoryName(file.Path) + "/" == folder && file.Extension == ".txt")
        .Select(ApiListParser.Parse);

    // The core library has a list for each of the two.
    private static IEnumerable<ApiAssembly> Merge(IEnumerable<ApiAssembly> lists) =>
        lists.GroupBy(list => list.Name).Select(same =>
            same.First() with { Types = [.. same.SelectMany(list => list.Types)] });

    /// <summary>Compiles the core library first, then the others by name, each against those before it.</summary>
    /// <exception cref="InvalidOperationException">The lists do not fit together; the message says where.</exception>
    public static DeviceReferences Compile(IEnumerable<ApiAssembly> lists)
    {
        ApiAssembly[] assemblies =
            [.. lists.OrderBy(list => list.Name == CoreLibrary ? "" : list.Name, StringComparer.Ordinal)];
        Dictionary<string, ApiType> types = assemblies.SelectMany(list => list.Types).ToDictionary(t => t.FullName);
        List<MetadataReference> references = [];
        foreach (ApiAssembly assembly in assemblies)
        {
            references.Add(Compile(assembly, types, references));
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
