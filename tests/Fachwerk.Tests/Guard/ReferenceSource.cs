namespace Fachwerk.Tests.Guard;

/// <summary>
/// Writes listed types as C# of empty shape, from which reference assemblies are compiled: signatures, no bodies.
/// </summary>
/// <param name="all">All listed types by full name; base types and interfaces are looked up there.</param>
internal sealed class ReferenceSource(IReadOnlyDictionary<string, ApiType> all)
{
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_GreaterThan"] = ">",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThanOrEqual"] = ">=",
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_UnaryNegation"] = "-",
        ["op_UnaryPlus"] = "+"
    };

    private readonly List<string> _lines = [];

    public static string Write(ApiAssembly assembly, IReadOnlyDictionary<string, ApiType> all)
    {
        ReferenceSource source = new(all);
        foreach (ApiType type in assembly.Types.Where(type => !type.FullName.Contains('+', StringComparison.Ordinal)))
        {
            source._lines.Add($"namespace {type.Namespace} {{");
            source.WriteType(type, assembly);
            source._lines.Add("}");
        }

        return string.Join(Environment.NewLine, source._lines);
    }

    private void WriteType(ApiType type, ApiAssembly assembly)
    {
        // Errors of the C# compiler then name list and line.
        _lines.Add($"#line {type.Line} \"{type.Path}\"");
        string modifiers = string.Join(' ', type.Modifiers);
        if (type.Kind == "delegate")
        {
            ApiMember signature = type.Members[0];
            string generics = TypeParameters(signature);
            string declared = $"{CSharp(signature.Type)} {type.Name}{generics}({Parameters(signature)})";
            _lines.Add($"{modifiers} delegate {declared};");
            return;
        }

        string bases = type.Bases.Length == 0 ? "" : " : " + string.Join(", ", type.Bases.Select(BaseName));
        _lines.Add($"{modifiers} {type.Kind} {type.Name}{bases} {{");
        foreach (ApiMember member in type.Members)
        {
            _lines.Add(Member(type, member));
        }

        WriteWhatIsNotListed(type);
        string prefix = type.FullName + "+";
        foreach (ApiType inner in assembly.Types.Where(t => t.FullName.StartsWith(prefix, StringComparison.Ordinal)))
        {
            WriteType(inner, assembly);
        }

        _lines.Add("}");
    }

    /// <summary>Lists hold public members; C# also wants private implementations and no default constructor.</summary>
    private void WriteWhatIsNotListed(ApiType type)
    {
        if (type.Kind == "class" && !type.Modifiers.Contains("static")
            && !type.Members.Any(member => member is { Kind: "ctor", Parameters.Length: 0 }))
        {
            _lines.Add($"internal {type.Name}() {{ }}");
        }

        if (type.IsInterface || type.Kind == "enum")
        {
            return;
        }

        HashSet<string> present = [.. SelfAndBases(type).SelectMany(t => t.Members)
            .Where(m => m.Modifiers.Contains("public")).Select(m => m.Signature)];
        foreach (ApiType face in Interfaces(type))
        {
            foreach (ApiMember member in face.Members.Where(m => !present.Contains(m.Signature)))
            {
                string name = $"{CSharp(face.FullName)}.{member.Name}";
                _lines.Add(member.Kind == "property"
                    ? $"{CSharp(member.Type)} {name}{Index(member)} {Accessors(member)}"
                    : $"{CSharp(member.Type)} {name}({Parameters(member)}) {{ throw null; }}");
            }
        }
    }

    private IEnumerable<ApiType> SelfAndBases(ApiType type) =>
        type.Bases.Select(all.GetValueOrDefault).Where(b => b is { IsInterface: false })
            .SelectMany(b => SelfAndBases(b!)).Prepend(type);

    private HashSet<ApiType> Interfaces(ApiType type)
    {
        HashSet<ApiType> found = [];
        foreach (ApiType b in type.Bases.Select(all.GetValueOrDefault).OfType<ApiType>())
        {
            found.UnionWith(Interfaces(b));
            if (b.IsInterface)
            {
                found.Add(b);
            }
        }

        return found;
    }

    private static string Member(ApiType type, ApiMember member)
    {
        string modifiers = type.IsInterface ? "" : string.Join(' ', member.Modifiers) + " ";
        bool hasBody = !type.IsInterface && !member.Modifiers.Contains("abstract");
        return member.Kind switch
        {
            "value" => $"{member.Name} = {member.Value},",
            "ctor" => $"{modifiers}{type.Name}({Parameters(member)}) {{ }}",
            "field" when member.Value != null =>
                $"{modifiers}{CSharp(member.Type)} @{member.Name} = {Constant(member.Type, member.Value)};",
            "field" => $"{modifiers}{CSharp(member.Type)} @{member.Name};",
            "event" when hasBody =>
                $"{modifiers}event {CSharp(member.Type)} {member.Name} {{ add {{ }} remove {{ }} }}",
            "event" => $"{modifiers}event {CSharp(member.Type)} {member.Name};",
            "property" => Property(type, member, modifiers, hasBody),
            _ => Method(member, modifiers, hasBody)
        };
    }

    private static string Property(ApiType type, ApiMember member, string modifiers, bool hasBody)
    {
        // The compiler itself reads characters through get_Chars (ECMA-335, System.String).
        string attribute = type.FullName == "System.String" && member.Name == "this"
            ? "[global::System.Runtime.CompilerServices.IndexerName(\"Chars\")] "
            : "";
        string accessors = hasBody ? Accessors(member) : member.HasSetter ? "{ get; set; }" : "{ get; }";
        return $"{attribute}{modifiers}{CSharp(member.Type)} {member.Name}{Index(member)} {accessors}";
    }

    private static string Method(ApiMember member, string modifiers, bool hasBody)
    {
        if (member.Name == "Finalize")
        {
            return "";
        }

        string body = hasBody ? "{ throw null; }" : ";";
        string parameters = Parameters(member);
        return member.Name switch
        {
            "op_Implicit" => $"{modifiers}implicit operator {CSharp(member.Type)}({parameters}) {body}",
            "op_Explicit" => $"{modifiers}explicit operator {CSharp(member.Type)}({parameters}) {body}",
            _ when Operators.TryGetValue(member.Name, out string? sign) =>
                $"{modifiers}{CSharp(member.Type)} operator {sign}({parameters}) {body}",
            _ => $"{modifiers}{CSharp(member.Type)} {member.Name}({parameters}) {body}"
        };
    }

    private static string Accessors(ApiMember member) =>
        member.HasSetter ? "{ get { throw null; } set { } }" : "{ get { throw null; } }";

    private static string Index(ApiMember member) => member.Name == "this" ? $"[{Parameters(member)}]" : "";

    private static string Parameters(ApiMember member) => string.Join(", ", member.Parameters.Select(parameter =>
        $"{parameter.Passing}{CSharp(parameter.Type)} @{parameter.Name}"
        + (parameter.Default == null ? "" : $" = {Constant(parameter.Type, parameter.Default)}")));

    private static string Constant(string type, string value) => (type, value) switch
    {
        (_, "null") => "null",
        ("System.String", _) => value,
        ("System.Char", { Length: 1 }) => $"'{value}'",
        ("System.Char", _) => value,
        ("System.Boolean", _) => value == "True" ? "true" : "false",
        (_, "NaN") => "0F / 0F",
        (_, "Infinity") => "1F / 0F",
        (_, "-Infinity") => "-1F / 0F",
        ("System.Single", _) => value + "F",
        _ => $"({CSharp(type)})({value})"
    };

    /// <summary>A delegate's type parameters are the names without a dot, those of the parameters first.</summary>
    private static string TypeParameters(ApiMember signature)
    {
        string[] names = [.. signature.Parameters.Select(p => p.Type).Append(signature.Type)
            .Where(name => !name.Contains('.', StringComparison.Ordinal)).Distinct()];
        return names.Length == 0 ? "" : $"<{string.Join(", ", names)}>";
    }

    // The base of an enum has to be a keyword.
    private static string BaseName(string name) => name switch
    {
        "System.Byte" => "byte",
        "System.UInt16" => "ushort",
        "System.Int32" => "int",
        "System.UInt32" => "uint",
        "System.UInt64" => "ulong",
        _ => CSharp(name)
    };

    private static string CSharp(string name) =>
        name == "System.Void" ? "void"
        : !name.Contains('.', StringComparison.Ordinal) ? name
        : "global::" + name.Replace('+', '.');
}
