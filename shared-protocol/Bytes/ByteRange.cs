namespace Fachwerk.Protocol.Bytes;

/// <summary>Comparison of ranges that are not secret.</summary>
public static class ByteRange
{
    /// <summary>True when <paramref name="count"/> bytes are the same.</summary>
    public static bool AreEqual(byte[] left, int leftOffset, byte[] right, int rightOffset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (left[leftOffset + i] != right[rightOffset + i]) return false;
        }

        return true;
    }
}
