using System.Text.RegularExpressions;
using Fachwerk.Tests.Tidy;

namespace Fachwerk.Tests.Guard;

/// <summary>Reads a list of firmware/device-api; its README.md explains the lines.</summary>
internal sealed partial class ApiListParser
{
    private readonly RepositoryFile _file;
    private readonly List<ApiType> _types = [];
    private string _section = ApiSection.InUse;
    private int _line;

    private ApiListParser(RepositoryFile file) => _file = file;

    /// <exception cref="FormatException">A line that is none; the message names list and line.</exception>
    public static ApiAssembly Parse(RepositoryFile file) => new ApiListParser(file).Parse();

    private ApiAssembly Parse()
    {
        _line = 1;
        Match head = Matched(Head(), _file.Lines[0], "# ASSEMBLY: PACKAGE VERSION");
        List<ApiMember> members = [];
        for (_line = 2; _line <= _file.Lines.Length; _line++)
        {
            string text = _file.Lines[_line - 1].TrimEnd('\r', '\n');
            if (text.StartsWith("type ", StringComparison.Ordinal))
            {
                members = [];
                _types.Add(ParseType(text, members));
            }
            else if (text.StartsWith("  ", StringComparison.Ordinal))
            {
                members.Add(ParseMember(text[2..]));
            }
            else if (text.StartsWith("## ", StringComparison.Ordinal))
            {
                _section = text[3..].Split(':')[0];
                if (!ApiSection.All.Contains(_section))
                {
                    throw Broken($"a section: {string.Join(", ", ApiSection.All)}");
                }
            }
            else if (text.Length > 0 && text[0] != '#')
            {
                throw Broken("a type, a member behind two blanks, or a comment");
            }
        }

        return new ApiAssembly(head.Groups["assembly"].Value, head.Groups["package"].Value, _types);
    }

    private ApiType ParseType(string text, List<ApiMember> members)
    {
        Match match = Matched(TypeLine(), text, "type MODIFIERS KIND NAME : BASES");
        string kind = match.Groups["kind"].Value;
        string rest = match.Groups["rest"].Value;
        string[] modifiers = Words(match.Groups["modifiers"].Value);
        if (kind == "delegate")
        {
            ApiMember signature = ParseMember($"method public {rest}");
            members.Add(signature);
            return new ApiType(_file.Path, _line, _section, modifiers, kind, signature.Name, [], members);
        }

        string[] parts = rest.Split(" : ");
        string[] bases = parts.Length > 1 ? parts[1].Split(", ") : [];
        return new ApiType(_file.Path, _line, _section, modifiers, kind, parts[0], bases, members);
    }

    private ApiMember ParseMember(string text)
    {
        if (EnumValue().Match(text) is { Success: true } value)
        {
            return new ApiMember("value", [], "", value.Groups["name"].Value, [], value.Groups["value"].Value, false);
        }

        Match match = Matched(MemberLine(), text, "KIND MODIFIERS TYPE NAME(PARAMETERS)");
        string kind = match.Groups["kind"].Value;
        string type = kind == "ctor" ? "" : match.Groups["type"].Value;
        bool hasSetter = match.Groups["accessors"].Value.Contains("set;", StringComparison.Ordinal);
        string? constant = match.Groups["value"].Success ? match.Groups["value"].Value : null;
        return new ApiMember(kind, Words(match.Groups["modifiers"].Value), type, match.Groups["name"].Value,
            ParseParameters(match.Groups["parameters"].Value), constant, hasSetter);
    }

    private ApiParameter[] ParseParameters(string text) =>
        text.Length == 0 ? [] : [.. text.Split(", ").Select(ParseParameter)];

    private ApiParameter ParseParameter(string text)
    {
        Match match = Matched(Parameter(), text, "a parameter: ref TYPE NAME = DEFAULT");
        string? value = match.Groups["value"].Success ? match.Groups["value"].Value : null;
        return new ApiParameter(
            match.Groups["passing"].Value, match.Groups["type"].Value, match.Groups["name"].Value, value);
    }

    private Match Matched(Regex pattern, string text, string expected) =>
        pattern.Match(text) is { Success: true } match ? match : throw Broken(expected);

    private FormatException Broken(string expected) => new($"{_file.Path}:{_line}: expected {expected}.");

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^# (?<assembly>[\w.]+): (?<package>[\w.]+ [\d.]+)$")]
    private static partial Regex Head();

    [GeneratedRegex(@"^type (?<modifiers>((public|abstract|sealed|static|ref) )+)"
        + @"(?<kind>class|struct|interface|enum|delegate) (?<rest>.+)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?<kind>ctor|field|property|method|event) "
        + @"(?<modifiers>((public|protected|static|abstract|virtual|override|readonly|const) )+)"
        + @"((?<type>[^\s(\[]\S*) )?(?<name>[\w.`+]*)"
        + @"([(\[](?<parameters>.*)[)\]])?( \{ (?<accessors>get;( set;)?) \})?( = (?<value>.+))?$")]
    private static partial Regex MemberLine();

    [GeneratedRegex(@"^(?<name>\w+) = (?<value>-?\d+)$")]
    private static partial Regex EnumValue();

    [GeneratedRegex(@"^(?<passing>(out |ref |params )?)(?<type>\S+) (?<name>\w+)( = (?<value>.*))?$")]
    private static partial Regex Parameter();
}
