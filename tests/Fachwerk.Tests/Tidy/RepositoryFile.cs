using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>A text file of the repository.</summary>
internal sealed class RepositoryFile
{
    private static readonly string[] CodeExtensions =
        [".cs", ".cshtml", ".js", ".mjs", ".css", ".html", ".sql", ".sh", ".csproj", ".props", ".targets"];

    private readonly Lazy<CompilationUnitSyntax> _syntax;

    /// <param name="path">Relative to the root, with forward slashes.</param>
    public RepositoryFile(string path, string text)
    {
        Path = path;
        Text = text;
        Name = path[(path.LastIndexOf('/') + 1)..];
        Extension = System.IO.Path.GetExtension(Name);
        Lines = text.Split('\n');
        _syntax = new Lazy<CompilationUnitSyntax>(
            () => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), path)
                .GetCompilationUnitRoot());
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>With its dot; empty for a script without one.</summary>
    public string Extension { get; }

    public string Text { get; }

    public string[] Lines { get; }

    public bool IsCSharp => Extension == ".cs";

    /// <summary>What people write and read as code; lists, lock files, documents and translations are not.</summary>
    public bool IsCode => CodeExtensions.Contains(Extension) || Text.StartsWith("#!", StringComparison.Ordinal);

    /// <summary>The parsed file; only for C#.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    /// <summary>A finding at a syntax node of this file.</summary>
    public Finding At(SyntaxNodeOrToken node, string rule, string found, string advice) =>
        At(node.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, rule, found, advice);

    public Finding At(int line, string rule, string found, string advice) => new(Path, line, rule, found, advice);
}
