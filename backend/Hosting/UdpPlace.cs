using System.Globalization;
using System.Net;

namespace Fachwerk.Backend.Hosting;

/// <summary>Where telegrams are taken.</summary>
/// <param name="Address">The address; null where the command decides.</param>
/// <param name="Port">The port; 0 for a free one.</param>
public sealed record UdpPlace(IPAddress? Address, int Port)
{
    /// <summary>Reads <c>5683</c>, <c>127.0.0.1:5683</c> or <c>[::]:5683</c>.</summary>
    public static bool TryParse(string text, out UdpPlace place)
    {
        place = new UdpPlace(null, 0);
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            place = new UdpPlace(null, port);
        // An IPv6 address without brackets would swallow the port.
        else if ((text.Contains("]:", StringComparison.Ordinal) || text.IndexOf(':') == text.LastIndexOf(':'))
            && text.Contains(':') && IPEndPoint.TryParse(text, out var both))
            place = new UdpPlace(both.Address, both.Port);
        else
            return false;
        return true;
    }

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => Address is null
        ? Port.ToString(CultureInfo.InvariantCulture)
        : new IPEndPoint(Address, Port).ToString();

    /// <summary>How a program of this machine reaches it: <c>host:port</c>.</summary>
    public static string Reached(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        var isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new IPEndPoint(isAny ? IPAddress.Loopback : address, port).ToString();
    }
}
