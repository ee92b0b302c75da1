using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>Whoever looks up the number of a log line finds one line: no event id is given twice.</summary>
internal sealed class EventIdRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        var given = from file in repository.CSharpFiles
                    from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
                    where attribute.Name.ToString() == "LoggerMessage"
                    let id = attribute.ArgumentList?.Arguments.FirstOrDefault(IsId)
                    where id is not null
                    select (File: file, Id: id);
        return from same in given.GroupBy(one => one.Id.Expression.ToString())
               from second in same.Skip(1)
               let first = same.First()
               select second.File.At(second.Id, "event id", same.Key,
                   $"{first.File.Path} gives it already. Take one that is free.");
    }

    private static bool IsId(AttributeArgumentSyntax argument) =>
        argument.NameEquals?.Name.Identifier.Text is "EventId"
        || argument.NameColon?.Name.Identifier.Text is "eventId"
        || (argument is { NameEquals: null, NameColon: null }
            && argument.Expression is LiteralExpressionSyntax { Token.Value: int });
}
