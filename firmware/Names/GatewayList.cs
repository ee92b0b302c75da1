namespace Fachwerk.Firmware.Names;

/// <summary>The gateway addresses, "host:port" each, and the one in use.</summary>
public sealed class GatewayList
{
    /// <summary>Addresses used; further ones are ignored.</summary>
    public const int AddressesMax = 4;

    private string _text = "";
    private string[] _addresses = new string[0];
    private int _current;

    /// <summary>The place of the one in use.</summary>
    public int Place => _current;

    /// <summary>The address at a place; empty when there is none.</summary>
    public string At(int place) => place < _addresses.Length ? _addresses[place] : "";

    /// <summary>Takes a list separated by commas.</summary>
    /// <returns>False when it is the same, which changes nothing.</returns>
    public bool Take(string list)
    {
        // Each tick asks: mostly it is the very same text.
        if ((object)list == _text || list == _text)
        {
            return false;
        }
        _text = list;
        string[] parts = list.Split(',');
        int count = parts.Length < AddressesMax ? parts.Length : AddressesMax;
        _addresses = new string[count];
        for (int i = 0; i < count; i++)
        {
            _addresses[i] = parts[i].Trim();
        }
        _current = 0;
        return true;
    }

    /// <summary>Goes to the next address.</summary>
    public void Next()
    {
        if (_addresses.Length > 0)
        {
            _current = (_current + 1) % _addresses.Length;
        }
    }
}
