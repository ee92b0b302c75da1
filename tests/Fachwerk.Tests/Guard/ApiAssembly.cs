namespace Fachwerk.Tests.Guard;

/// <summary>The listed part of one assembly of the device: a file of firmware/device-api.</summary>
/// <param name="Name">The assembly's name on the device.</param>
/// <param name="Package">Package and version that the list was taken from.</param>
internal sealed record ApiAssembly(string Name, string Package, IReadOnlyList<ApiType> Types);

/// <summary>A listed type.</summary>
/// <param name="Path">The list.</param>
/// <param name="Line">The line of the list, from 1.</param>
/// <param name="Section">Why it is listed: one of <see cref="ApiSection"/>.</param>
/// <param name="Modifiers">public, abstract, sealed, static, ref.</param>
/// <param name="Kind">class, struct, interface, enum or delegate.</param>
/// <param name="FullName">As metadata writes it: nested types behind +, the number of type parameters behind `.</param>
/// <param name="Bases">Base class and interfaces.</param>
/// <param name="Members">For a delegate, its signature alone.</param>
internal sealed record ApiType(
    string Path, int Line, string Section, string[] Modifiers, string Kind, string FullName, string[] Bases,
    IReadOnlyList<ApiMember> Members)
{
    public string Namespace => FullName[..FullName.LastIndexOf('.')];

    /// <summary>Without namespace, outer type and number of type parameters.</summary>
    public string Name => FullName[(FullName.LastIndexOfAny(['.', '+']) + 1)..].Split('`')[0];

    public bool IsInterface => Kind == "interface";
}

/// <summary>A listed member.</summary>
/// <param name="Kind">ctor, field, property, method, event, or value (of an enum).</param>
/// <param name="Type">What it is or returns; empty for ctor and value.</param>
/// <param name="Name">"this" for an indexer; empty for ctor.</param>
/// <param name="Value">The constant, if it is one.</param>
/// <param name="HasSetter">Properties only; every listed property can be read.</param>
internal sealed record ApiMember(
    string Kind, string[] Modifiers, string Type, string Name, ApiParameter[] Parameters, string? Value, bool HasSetter)
{
    /// <summary>What distinguishes it from its overloads.</summary>
    public string Signature =>
        $"{Kind} {Name}({string.Join(", ", Parameters.Select(p => p.Passing + p.Type))}): {Type}";
}

/// <param name="Passing">"ref ", "out ", "params " or empty.</param>
/// <param name="Default">The default value as the list writes it.</param>
internal sealed record ApiParameter(string Passing, string Type, string Name, string? Default);
