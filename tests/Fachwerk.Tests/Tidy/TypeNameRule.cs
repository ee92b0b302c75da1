using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// Type names say what a thing is: no endings that fit everything. TagHelper is the framework's word.
/// </summary>
internal sealed partial class TypeNameRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.CSharpFiles)
        {
            foreach (SyntaxToken name in file.Syntax.DescendantNodes().Select(NameOf))
            {
                Match ending = EmptyEnding().Match(name.Text);
                if (ending.Success)
                {
                    yield return file.At(name, "type name", $"{name.Text} ends in {ending.Value}",
                        "Name what it is or does (…Codec, …Table, …Rules, …Watch), not that it exists.");
                }
            }
        }
    }

    private static SyntaxToken NameOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier,
        DelegateDeclarationSyntax type => type.Identifier,
        _ => default
    };

    [GeneratedRegex("(Manager|(?<!Tag)Helper|Util|Impl|Info)s?$")]
    private static partial Regex EmptyEnding();
}
