using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Reads the details of an event from the CBOR array they are kept in. Allocates; not for the hot path.
/// </summary>
public static class EventDetails
{
    /// <summary>The integers at the front of the array; fewer when one is missing or is something else.</summary>
    public static long[] Read(byte[] details)
    {
        CborReader reader = new CborReader();
        reader.Reset(details, 0, details.Length);
        if (!reader.TryReadArray(out int items)) return new long[0];
        int max = items < Limits.DetailsMax ? items : Limits.DetailsMax;
        long[] values = new long[max];
        int count = 0;
        while (count < max && reader.TryReadInteger(out values[count])) count++;
        if (count == max) return values;
        long[] read = new long[count];
        System.Array.Copy(values, read, count);
        return read;
    }
}
