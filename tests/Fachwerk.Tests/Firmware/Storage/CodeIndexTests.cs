using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

/// <summary>The index of a table's codes, held against a plain list that is searched from its beginning.</summary>
[Trait("Promise", "D-02")]
public sealed class CodeIndexTests
{
    private const int Slots = 40;

    private readonly CodeIndex _index = new();
    private readonly uint[] _plain = new uint[CodeIndex.Capacity];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Finds_what_a_plain_list_finds(int seed)
    {
        Random random = new(seed);
        for (int step = 0; step < 4_000; step++)
        {
            Change(random);
            uint asked = (uint)random.Next(1, 200);

            Assert.Equal(Array.IndexOf(_plain, asked), _index.FindCode(asked));
            Assert.Equal(Array.IndexOf(_plain, 0u), _index.FindFree());
            Assert.Equal(_plain.Count(id => id != 0), _index.Count);
            Assert.Equal(Array.IndexOf(_plain, asked), _index.FindTag(TagOf(asked), 0));
        }
    }

    [Fact]
    public void Is_full_with_a_thousand_and_has_the_place_of_one_that_left()
    {
        for (int slot = 0; slot < CodeIndex.Capacity; slot++)
            _index.Put(_index.FindFree(), (uint)slot + 1, TagOf((uint)slot + 1), 0);
        int whenFull = _index.FindFree();
        _index.Remove(321);

        Assert.Equal((-1, 321), (whenFull, _index.FindFree()));
    }

    // Codes that are put get ids of their own now and then, and go into the first free slot, as an update does.
    private void Change(Random random)
    {
        int slot = random.Next(Slots);
        uint id = (uint)random.Next(1, 200);
        if (random.Next(100) == 0)
        {
            _index.Clear();
            Array.Clear(_plain);
        }
        else if (random.Next(3) == 0 || Array.IndexOf(_plain, id) >= 0)
        {
            _index.Remove(slot);
            _plain[slot] = 0;
        }
        else
        {
            int free = Math.Min(_index.FindFree(), slot);
            _index.Put(free, id, TagOf(id), 0);
            _plain[free] = id;
        }
    }

    private static byte[] TagOf(uint id)
    {
        byte[] tag = new byte[CodeIndex.TagBytes];
        BigEndian.WriteUInt64(tag, 0, id * 0x9E37_79B9_7F4A_7C15ul);
        return tag;
    }
}
