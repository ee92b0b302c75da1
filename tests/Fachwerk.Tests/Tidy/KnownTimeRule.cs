using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// The time a depot knows may be a wrong one, told once. Whoever takes it stands here with what it does, and none of
/// that lasts longer than the wrong time. What is kept takes the time that was agreed on.
/// </summary>
internal sealed class KnownTimeRule : ITidyRule
{
    private const StringComparison Ending = StringComparison.OrdinalIgnoreCase;

    private static readonly Dictionary<string, string> Takers = new()
    {
        ["firmware/DepotStart.cs"] = "dates the events of the start",
        ["firmware/LockerController.cs"] = "dates events; the backend dates anew what lies ahead",
        ["firmware/PartWatch.cs"] = "sets the chip, which is set again with the clock",
        ["firmware/Keypad/CodeDesk.cs"] = "judges codes; a mark a code epoch ahead counts as none",
        ["firmware/Keypad/MenuWriter.cs"] = "shows it",
        ["firmware/Link/EventUpload.cs"] = "dates a gap, as all events",
        ["firmware/Link/GatewayTime.cs"] = "tells what was set",
        ["firmware/Link/LastContact.cs"] = "shows it until the next one",
        ["firmware/Link/OrderDesk.cs"] = "judges an order, which can be given again",
        ["firmware/Link/StatusReport.cs"] = "tells it",
    };

    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles.Where(PortableFolders.Contains)
        where !Takers.ContainsKey(file.Path)
        from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        let name = access.Name.Identifier.Text
        where name == "UnixSeconds" || (name == "Time" && access.Expression.ToString().EndsWith("Journal", Ending))
        select file.At(access, "known time", access.ToString(),
            "Keep only Clock.AgreedSeconds. What judges or shows the known time says in KnownTimeRule what it does.");
}
