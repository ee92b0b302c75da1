using Fachwerk.Protocol.Oscore;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

public sealed class ReplayFloorTests
{
    [Theory]
    [InlineData(0, 0L, 0, ReplayFloor.Start, true)]
    [InlineData(0, 5L, 0, 4L, true)]
    [InlineData(0, 5L, 0, 5L, false)]
    [InlineData(0, 4L, 0, 5L, false)]
    [InlineData(1, 0L, 0, 99L, true)]
    [InlineData(0, 100L, 1, 0L, false)]
    public void Accepts_only_what_is_above_the_floor(
        int epoch, long partialIv, int floorEpoch, long floorPartialIv, bool above) =>
        Assert.Equal(above, ReplayFloor.IsAbove(epoch, partialIv, ReplayFloor.Of(floorEpoch, floorPartialIv)));

    [Theory]
    [InlineData(0, ReplayFloor.Start)]
    [InlineData(7, ReplayFloor.Start)]
    [InlineData(7, (1L << 40) - 2)]
    public void A_floor_tells_its_epoch(int epoch, long partialIv) =>
        Assert.Equal(epoch, ReplayFloor.EpochOf(ReplayFloor.Of(epoch, partialIv)));
}
