using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fachwerk.Tests.Guard;

/// <summary>Finds the source of what stands in the compiled assembly.</summary>
internal sealed class SourcePlaces(CSharpCompilation compilation)
{
    /// <summary>Where a type, field or method stands; what the compiler made stands where its owner does.</summary>
    public SourcePlace Of(IMemberDefinition member)
    {
        if (member is MethodDefinition { HasBody: true } method
            && method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden) is { } first)
        {
            return Of(first);
        }

        TypeDefinition? type = member as TypeDefinition ?? member.DeclaringType;
        for (; type != null; type = type.DeclaringType)
        {
            if (compilation.Assembly.GetTypeByMetadataName(type.FullName.Replace('/', '+')) is { } symbol)
            {
                return Of(symbol.GetMembers(member.Name).FirstOrDefault()) ?? Of(symbol) ?? SourcePlace.None;
            }
        }

        return SourcePlace.None;
    }

    public static SourcePlace Of(SequencePoint point) => new(point.Document.Url, point.StartLine);

    private static SourcePlace? Of(ISymbol? symbol) =>
        symbol?.Locations.FirstOrDefault(location => location.IsInSource)?.GetLineSpan() is { } span
            ? new SourcePlace(span.Path, span.StartLinePosition.Line + 1)
            : null;
}

internal sealed record SourcePlace(string Path, int Line)
{
    public static SourcePlace None { get; } = new("(made by the compiler)", 1);
}
