using System.CommandLine;
using Fachwerk.Backend.Hosting;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Hosting;

public sealed class BackendCommandsTests
{
    [Theory]
    [InlineData("serve", "all", "demo")]
    [InlineData("demo", "this machine's own", "serve")]
    public async Task The_help_of_a_command_says_its_own_address_for_telegrams(string name, string own, string other)
    {
        await using var help = new StringWriter();

        await BackendCommands.Create(new ManualTime()).Parse([name, "--help"]).InvokeAsync(
            new InvocationConfiguration { Output = help }, TestContext.Current.CancellationToken);

        var words = string.Join(' ', help.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"Without an address: {own}.", words, StringComparison.Ordinal);
        Assert.DoesNotContain($"'{other}'", words, StringComparison.Ordinal);
    }
}
