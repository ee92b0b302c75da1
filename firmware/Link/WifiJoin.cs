using System;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// What to do next with the Wi-Fi adapter. It joins once at the start, whatever the runtime has joined by itself
/// before: that may have been with another password. Then the runtime tries again by itself; the adapter is asked to
/// join anew now and then only, to hear why it does not work, because that breaks off what the runtime is at.
/// </summary>
/// <param name="network">Its name; empty when none was named.</param>
/// <param name="password">Empty for an open network.</param>
public sealed class WifiJoin(IWifiAdapter adapter, string network, string password)
{
    private const int LookMs = 2000;

    // Ours: for an address from DHCP, and for a network that was away for a moment.
    private const int PatienceMs = 30000;
    private const int AgainMs = 120000;
    private const int AfterExceptionMs = 10000;

    private readonly IWifiAdapter _adapter = adapter;
    private readonly string _network = network;
    private readonly string _password = password;
    private bool _hasAsked;
    private bool _wasUp;
    private long _joinMs;
    private WifiOutcome _outcome;

    /// <summary>How it stands; may be read on another thread.</summary>
    public NetworkState State { get; private set; } = network.Length == 0 ? NetworkState.NotSet : NetworkState.Joining;

    /// <summary>Looks, and joins if that is due; may take 20 s.</summary>
    /// <returns>Milliseconds until the next step.</returns>
    public int Step(long nowMs)
    {
        if (_network.Length == 0)
        {
            return AgainMs;
        }
        try
        {
            StepOrThrow(nowMs);
            return LookMs;
        }
        catch (Exception cause)
        {
            Fault = cause.Message;
            State = NetworkState.Failed;
            _hasAsked = false;
            return AfterExceptionMs;
        }
    }

    /// <summary>What the adapter threw last; null = nothing.</summary>
    public string? Fault { get; private set; }

    private void StepOrThrow(long nowMs)
    {
        if (!_hasAsked)
        {
            Join(nowMs, PatienceMs);
        }
        else if (_adapter.IsUp)
        {
            _wasUp = true;
            State = NetworkState.Joined;
        }
        else if (_wasUp)
        {
            _wasUp = false;
            State = NetworkState.NotFound;
            _joinMs = nowMs + PatienceMs;
        }
        else if (nowMs >= _joinMs)
        {
            if (State == NetworkState.Joining)
            {
                State = _outcome == WifiOutcome.Joined ? NetworkState.NoAddress : NetworkState.Failed;
            }
            Join(nowMs, AgainMs);
        }
    }

    // A reason that is known stays until there is another one.
    private void Join(long nowMs, int patienceMs)
    {
        _outcome = _adapter.Join(_network, _password);
        _hasAsked = true;
        _joinMs = nowMs + patienceMs;
        if (_outcome == WifiOutcome.WrongPassword)
        {
            State = NetworkState.WrongPassword;
        }
        else if (_outcome == WifiOutcome.NotFound)
        {
            State = NetworkState.NotFound;
        }
        else if (_outcome == WifiOutcome.Joined && State != NetworkState.NoAddress)
        {
            State = NetworkState.Joining;
        }
    }
}
