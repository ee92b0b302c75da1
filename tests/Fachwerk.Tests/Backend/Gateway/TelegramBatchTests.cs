using System.Collections;
using Fachwerk.Backend.Gateway;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

public sealed class TelegramBatchTests
{
    [Fact]
    [Trait("Promise", "G-02")]
    public void One_that_cannot_be_added_leaves_the_columns_as_they_were()
    {
        var batch = new TelegramBatch();
        batch.Add(new Telegram { Session = new ControllerSession(1001, new byte[16], 0, 0, -1) });

        // Without a session some columns have it, others have not.
        Assert.ThrowsAny<Exception>(() => batch.Add(new Telegram()));

        var columns = typeof(TelegramBatch).GetProperties()
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IList)))
            .Select(property => (property.Name, ((IList)property.GetValue(batch)!).Count));
        Assert.All(columns, column => Assert.Equal((column.Name, 1), column));
    }
}
