using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// An opening is in the journal before its pulse, whoever asks for it. So only DoorOpener writes the events that
/// explain one and has a SolenoidDriver, and only that one switches a solenoid on. Elsewhere the kind of an event
/// stands where it is written, but in the files named here, which write others.
/// </summary>
internal sealed class OpeningPathRule : ITidyRule
{
    private const string Opener = "firmware/Compartments/DoorOpener.cs";
    private const string Driver = "firmware/Compartments/SolenoidDriver.cs";

    private static readonly string[] Kinds =
    [
        "CodeAccepted", "OfflineAccepted", "Reopened", "DepositSwapped", "OrderStarted"
    ];

    private static readonly string[] WithOtherKinds =
    [
        "firmware/Compartments/DoorTeller.cs", "firmware/Compartments/Quarantine.cs", "firmware/PartWatch.cs"
    ];

    // PanelExpander hands a trigger on to the pin.
    private static readonly Dictionary<string, string[]> MayName = new()
    {
        ["SolenoidDriver"] =
            [Opener, Driver, "firmware/DepotParts.cs", "firmware/Storage/Settings.cs"],
        ["TrySwitchOn"] = [Driver, "firmware/Compartments/LockBank.cs"],
        ["TriggerSolenoidSupply"] = [Driver, "firmware/Board/IBoardPins.cs", "firmware/Chips/PanelExpander.cs"]
    };

    public IEnumerable<Finding> Check(Repository repository) => repository.CSharpFiles
        .Where(file => PortableFolders.Contains(file) && file.Path.StartsWith("firmware/", StringComparison.Ordinal))
        .SelectMany(file => Events(file).Concat(Pulses(file)));

    private static IEnumerable<Finding> Events(RepositoryFile file) =>
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where file.Path != Opener && Called(call) == "TryAppend" && call.ArgumentList.Arguments.Count > 0
        let kind = call.ArgumentList.Arguments[0].Expression
        let isOpen = !kind.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any()
            && !WithOtherKinds.Contains(file.Path)
        where isOpen || kind.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(name => Kinds.Contains(name.Identifier.Text))
        select file.At(kind, "opening path", kind.ToString(), isOpen
            ? "Name the kind of the event where it is written."
            : "Fill in an Opening and give it to DoorOpener.TryOpen.");

    private static IEnumerable<Finding> Pulses(RepositoryFile file) =>
        from name in file.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
        where MayName.TryGetValue(name.Identifier.Text, out string[]? files) && !files.Contains(file.Path)
        select file.At(name, "opening path", name.ToString(), "Only DoorOpener gives a pulse: DoorOpener.TryOpen.");

    private static string Called(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        IdentifierNameSyntax name => name.Identifier.Text,
        _ => ""
    };
}
