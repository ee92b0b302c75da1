namespace Fachwerk.Protocol.Bytes;

/// <summary>Comparison whose duration says nothing about where two secrets differ.</summary>
public static class FixedTime
{
    /// <summary>True when <paramref name="count"/> bytes are the same.</summary>
    public static bool AreEqual(byte[] left, int leftOffset, byte[] right, int rightOffset, int count)
    {
        int difference = 0;
        for (int i = 0; i < count; i++) difference |= left[leftOffset + i] ^ right[rightOffset + i];
        return difference == 0;
    }
}
