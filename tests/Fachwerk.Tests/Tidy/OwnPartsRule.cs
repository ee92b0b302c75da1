using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// A class of the firmware is given the parts it uses, so that its constructor tells what it can do. Only those that
/// put a depot together know all of them.
/// </summary>
internal sealed class OwnPartsRule : ITidyRule
{
    private static readonly string[] Builders =
    [
        "firmware/Depot.cs", "firmware/DepotParts.cs", "firmware/DepotStart.cs", "firmware/LockerController.cs"
    ];

    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles.Where(PortableFolders.Contains)
        where !Builders.Contains(file.Path)
        from name in file.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.Text == "DepotParts"
        select file.At(name, "all parts", name.ToString(), "Have the constructor take the parts that the class uses.");
}
