namespace Fachwerk.Firmware.Link;

/// <summary>The gateway addresses, "host:port" each, and the one in use.</summary>
public sealed class GatewayList
{
    /// <summary>Addresses used; further ones are ignored.</summary>
    public const int AddressesMax = 4;

    private string text = "";
    private string[] addresses = new string[0];
    private int current;

    /// <summary>The address in use; empty when there is none.</summary>
    public string Current => addresses.Length == 0 ? "" : addresses[current];

    /// <summary>Takes a list separated by commas; the same list changes nothing.</summary>
    public void Take(string list)
    {
        if (list == text)
        {
            return;
        }
        text = list;
        string[] parts = list.Split(',');
        int count = parts.Length < AddressesMax ? parts.Length : AddressesMax;
        addresses = new string[count];
        for (int i = 0; i < count; i++)
        {
            addresses[i] = parts[i].Trim();
        }
        current = 0;
    }

    /// <summary>Goes to the next address.</summary>
    public void Next()
    {
        if (addresses.Length > 0)
        {
            current = (current + 1) % addresses.Length;
        }
    }
}
