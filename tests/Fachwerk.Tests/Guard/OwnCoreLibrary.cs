using Mono.Cecil;

namespace Fachwerk.Tests.Guard;

/// <summary>The mscorlib of the device, as its package holds it: nanoFramework.CoreLibrary.</summary>
internal static class OwnCoreLibrary
{
    private static readonly Lazy<byte[]> OfDll = new(() => Read("device/mscorlib.dll"));
    private static readonly Lazy<byte[]> OfPe = new(() => Read("device/mscorlib.pe"));
    private static readonly Lazy<ModuleDefinition> OfModule =
        new(() => ModuleDefinition.ReadModule(new MemoryStream(Dll)));

    /// <summary>What code is compiled against.</summary>
    public static byte[] Dll => OfDll.Value;

    /// <summary>What the device runs.</summary>
    public static byte[] Pe => OfPe.Value;

    public static string FullName => OfModule.Value.Assembly.Name.FullName;

    public static Version Version => OfModule.Value.Assembly.Name.Version;

    /// <summary>Its public types by full name, nested ones behind +.</summary>
    public static IReadOnlyDictionary<string, TypeDefinition> Types { get; } = OfModule.Value.GetTypes()
        .Where(type => type.IsPublic || type.IsNestedPublic).ToDictionary(type => NameOf(type));

    /// <summary>The members of a type as the lists sign them (<see cref="ApiMember.Signature"/>).</summary>
    /// <param name="type">The type.</param>
    public static HashSet<string> SignaturesOf(TypeDefinition type) =>
    [
        .. type.Methods.Where(method => IsSeen(method)).Select(method => SignatureOf(method)),
        .. type.Fields.Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)
            .Select(field => Sign(field.IsStatic, type.IsEnum ? "value" : "field", field.Name,
                type.IsEnum ? "" : NameOf(field.FieldType), [])),
        .. type.Properties.Where(property => IsSeen(property.GetMethod)).Select(property => SignatureOf(property))
    ];

    /// <summary>A member of a list, signed in the same way.</summary>
    /// <param name="member">The member.</param>
    public static string SignatureOf(ApiMember member)
    {
        bool isStatic = member.Modifiers.Contains("static") || member.Modifiers.Contains("const")
            || member.Kind == "value";
        return (isStatic ? "static " : "") + member.Signature + (member.HasSetter ? " set" : "");
    }

    /// <summary>A delegate of a list: the signature of its call.</summary>
    /// <param name="signature">What the list says of it.</param>
    public static string SignatureOfDelegate(ApiMember signature) =>
        SignatureOf(signature with { Name = "Invoke", Modifiers = [] });

    private static string SignatureOf(MethodDefinition method)
    {
        string kind = method.IsConstructor ? "ctor" : "method";
        return Sign(method.IsStatic, kind, method.IsConstructor ? "" : method.Name,
            method.IsConstructor ? "" : NameOf(method.ReturnType), method.Parameters);
    }

    private static string SignatureOf(PropertyDefinition property)
    {
        string name = property.HasParameters ? "this" : property.Name;
        string signature = Sign(property.GetMethod.IsStatic, "property", name, NameOf(property.PropertyType),
            property.Parameters);
        return signature + (IsSeen(property.SetMethod) ? " set" : "");
    }

    private static string Sign(
        bool isStatic, string kind, string name, string type, IEnumerable<ParameterDefinition> parameters) =>
        $"{(isStatic ? "static " : "")}{kind} {name}({string.Join(", ", parameters.Select(Passed))}): {type}";

    private static string Passed(ParameterDefinition parameter)
    {
        string passing = parameter.IsOut ? "out " : parameter.ParameterType.IsByReference ? "ref "
            : parameter.CustomAttributes.Any(a => a.AttributeType.Name == "ParamArrayAttribute") ? "params " : "";
        return passing + NameOf(parameter.ParameterType).TrimEnd('&');
    }

    private static bool IsSeen(MethodDefinition? method) =>
        method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string NameOf(TypeReference type) => type.FullName.Replace('/', '+');

    private static byte[] Read(string name)
    {
        using Stream resource = typeof(OwnCoreLibrary).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded: see Fachwerk.Tests.csproj.");
        using MemoryStream copy = new();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
