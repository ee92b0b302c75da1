using Fachwerk.Backend.Outbox;
using Xunit;

namespace Fachwerk.Tests.Backend.Outbox;

public sealed class OutboxGroupsTests
{
    [Fact]
    [Trait("Promise", "H-04")]
    public void What_goes_to_one_place_goes_together_and_in_its_order()
    {
        List<OutboxRow> rows =
        [
            Row(1, "a", "code"), Row(2, "b", "code"), Row(3, "a", "code"), Row(4, "a", "depot"), Row(5, "a", "code"),
            Row(6, "b", "code"), Row(7, "b", "code"), Row(8, "b", "code")
        ];

        var groups = OutboxGroups.Of(rows, kind => kind == "code" ? 3 : 1);

        long[][] expected = [[1, 3], [2, 6, 7], [4], [5], [8]];
        Assert.Equal(expected, groups.Select(group => group.Select(row => row.Number).ToArray()));
    }

    private static OutboxRow Row(long number, string stream, string kind) => new()
    {
        Number = number, Urgent = false, Kind = kind, Stream = stream, Key = Guid.NewGuid(), Payload = "",
        CreatedAt = default, NotBefore = default
    };
}
