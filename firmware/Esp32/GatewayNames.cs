using System;
using System.Net;
using System.Threading;

namespace Fachwerk.Esp32;

/// <summary>Addresses of gateways. Names are asked for on a thread: a tick does not wait for a server.</summary>
internal sealed class GatewayNames
{
    private const int NamesMax = 4;
    private const int RetryMs = 2000;
    private const int AgainMs = 600000;

    private readonly object _gate = new object();
    private readonly string[] _names = new string[NamesMax];
    private readonly IPEndPoint[] _addresses = new IPEndPoint[NamesMax];
    private int _next;

    public GatewayNames()
    {
        new Thread(Resolve).Start();
    }

    /// <summary>The address of "host:port"; null while it is not known.</summary>
    public IPEndPoint Find(string gateway)
    {
        lock (_gate)
        {
            for (int i = 0; i < NamesMax; i++)
            {
                if (_names[i] == gateway)
                {
                    return _addresses[i];
                }
            }
            _names[_next] = gateway;
            _addresses[_next] = null;
            _next = (_next + 1) % NamesMax;
            return null;
        }
    }

    private void Resolve()
    {
        int calmMs = 0;
        while (true)
        {
            bool isAgain = calmMs >= AgainMs;
            calmMs = isAgain ? 0 : calmMs + RetryMs;
            for (int i = 0; i < NamesMax; i++)
            {
                ResolveOne(i, isAgain);
            }
            Thread.Sleep(RetryMs);
        }
    }

    private void ResolveOne(int place, bool isAgain)
    {
        string name = _names[place];
        if (name == null || (_addresses[place] != null && !isAgain))
        {
            return;
        }
        IPEndPoint address = Ask(name);
        lock (_gate)
        {
            if (address != null && _names[place] == name)
            {
                _addresses[place] = address;
            }
        }
    }

    private static IPEndPoint Ask(string name)
    {
        try
        {
            int colon = name.LastIndexOf(':');
            IPAddress[] found = Dns.GetHostEntry(name.Substring(0, colon)).AddressList;
            return found.Length == 0 ? null : new IPEndPoint(found[0], int.Parse(name.Substring(colon + 1)));
        }
        catch (Exception cause)
        {
            Console.WriteLine("NAME " + name + " " + cause.Message);
            return null;
        }
    }
}
