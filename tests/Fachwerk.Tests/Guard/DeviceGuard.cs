using System.Globalization;
using System.Text;
using Fachwerk.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Fachwerk.Tests.Guard;

/// <summary>Compiles sources against the device's references alone and reads the outcome for crashes.</summary>
internal static class DeviceGuard
{
    // Annotations of references (string?) are welcome; nullability itself is checked by the build for .NET.
    private const string AnnotationWithoutContext = "CS8632";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.None);

    // Unsafe code is let through here so that the scan can name it; the projects do not allow it.
    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            checkOverflow: false, nullableContextOptions: NullableContextOptions.Disable, deterministic: true)
        .WithSpecificDiagnosticOptions([new(AnnotationWithoutContext, ReportDiagnostic.Suppress)]);

    /// <param name="name">Name of the assembly.</param>
    /// <param name="further">Assemblies of ours that the sources stand on besides.</param>
    public static GuardOutcome Check(
        IEnumerable<RepositoryFile> sources, DeviceReferences device, string name = "Fachwerk.Device",
        params IReadOnlyList<MetadataReference> further)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(name,
            sources.AsParallel().AsOrdered().Select(Parse), [.. device.References, .. further], Options);
        MemoryStream assembly = new();
        MemoryStream symbols = new();
        EmitResult result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
        {
            return new GuardOutcome(
                [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(ToFinding)], []);
        }

        assembly.Position = 0;
        symbols.Position = 0;
        IReadOnlyList<Finding> findings = CrashScan.Scan(assembly, symbols, new SourcePlaces(compilation));
        return new GuardOutcome(findings, assembly.ToArray());
    }

    private static SyntaxTree Parse(RepositoryFile file) =>
        CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), Language, file.Path);

    private static Finding ToFinding(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        return new Finding(place.Path ?? "", place.StartLinePosition.Line + 1, DeviceRule.Api.Name,
            $"{diagnostic.Id} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}", DeviceRule.Api.Advice);
    }
}

/// <param name="Findings">What would not work on the device.</param>
/// <param name="Assembly">The assembly; empty when the sources did not compile.</param>
internal sealed record GuardOutcome(IReadOnlyList<Finding> Findings, byte[] Assembly);
