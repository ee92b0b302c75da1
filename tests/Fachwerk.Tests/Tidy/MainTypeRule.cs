using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// One main type per file, named like the file; small records, enums and delegates may live with it. A family of
/// those alone (the messages of a hub, the requests of an endpoint) needs no main type.
/// </summary>
internal sealed class MainTypeRule : ITidyRule
{
    /// <summary>What is longer is a main type itself.</summary>
    public const int CompanionLinesMax = 40;

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.CSharpFiles.Where(file => file.Name != "Program.cs"))
        {
            MemberDeclarationSyntax[] types =
                [.. file.Syntax.DescendantNodes(IsOutside).OfType<MemberDeclarationSyntax>().Where(IsType)];
            string main = file.Name.Split('.')[0];
            bool isPage = file.Name.EndsWith(".cshtml.cs", StringComparison.Ordinal);
            string[] names = isPage ? [main, main + "Model"] : [main];
            bool isFamily = types.Length > 1 && types.All(type => IsCompanion(type, main));
            if (types.Length > 0 && !isFamily && !types.Any(type => names.Contains(NameOf(type))))
            {
                yield return file.At(types[0], "main type", $"no type of this file is named {main}",
                    "Name the file like its main type.");
                continue;
            }

            foreach (MemberDeclarationSyntax type in
                types.Where(t => !names.Contains(NameOf(t)) && !IsCompanion(t, main)))
            {
                yield return file.At(type, "main type", $"{NameOf(type)} beside {main}",
                    "One main type per file: only its records, enums and delegates of up to "
                    + $"{CompanionLinesMax} lines may live with it. Give it a file of its own.");
            }
        }
    }

    private static bool IsOutside(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax;

    private static bool IsType(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    // An entity and how it is mapped to its table are read together.
    private static bool IsCompanion(MemberDeclarationSyntax type, string main)
    {
        if (NameOf(type) == main + "Configuration")
        {
            return true;
        }

        FileLinePositionSpan lines = type.SyntaxTree.GetLineSpan(type.Span);
        return type is RecordDeclarationSyntax or EnumDeclarationSyntax or DelegateDeclarationSyntax
            && lines.EndLinePosition.Line - lines.StartLinePosition.Line < CompanionLinesMax;
    }

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax named => named.Identifier.Text,
        DelegateDeclarationSyntax named => named.Identifier.Text,
        _ => ""
    };
}
