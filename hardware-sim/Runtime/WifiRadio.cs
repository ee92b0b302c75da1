using System;
using System.Collections.Generic;
using System.Net.NetworkInformation;

namespace Fachwerk.DeviceRuntime;

/// <summary>
/// The Wi-Fi of the device with its time, as the runtime (targets/ESP32/_Network, _nanoCLR/System.Device.Wifi) and the
/// driver of the ESP32 do it: once told to connect it tries again by itself for ever; telling it again breaks off what
/// it is at, and that end is taken for the outcome; an address outlives its link by two minutes.
/// </summary>
public sealed class WifiRadio
{
    internal const int Joined = 0;
    internal const int NoReason = -1;

    private const int ConnectWaitMs = 20_000;
    private const int AttemptMs = 3_000;
    private const int BeaconTimeoutMs = 6_000;
    private const int AddressAfterMs = 800;
    private const int AddressLostMs = 120_000;

    // ESP-IDF, esp_wifi_types.h: wifi_err_reason_t.
    private const int ReasonLeave = 8;
    private const int ReasonBeaconTimeout = 200;
    private const int ReasonNoNetwork = 201;
    private const int ReasonHandshakeTimeout = 204;

    [ThreadStatic]
    private static WifiRadio _current;

    private string _name = "";
    private string _password = "";
    private bool _isToConnect;
    private bool _isInProgress;
    private int _result = NoReason;
    private bool _isLinked;
    private long _attemptEndsMs = long.MaxValue;
    private long _goneMs = long.MaxValue;
    private long _addressMs = long.MaxValue;
    private long _addressLostMs = long.MaxValue;

    /// <summary>The one whose edge runs on this thread.</summary>
    internal static WifiRadio Current
    {
        get => _current;
        set => _current = value;
    }

    internal NetworkAvailabilityChangedEventHandler AvailabilityChanged { get; set; }

    /// <summary>Networks in reach, and their passwords; an empty one is open.</summary>
    public IDictionary<string, string> Networks { get; } = new Dictionary<string, string>();

    /// <summary>The time.</summary>
    public long NowMs { get; private set; }

    /// <summary>True while the runtime has an adapter.</summary>
    public bool HasAdapter { get; set; } = true;

    /// <summary>Exceptions that are to come, one a connection.</summary>
    public int ExceptionsToCome { get; set; }

    /// <summary>True while there is a DHCP server.</summary>
    public bool GivesAddresses { get; set; } = true;

    /// <summary>How often it was told to connect.</summary>
    public int Connections { get; private set; }

    /// <summary>The address of the interface.</summary>
    public string Address { get; private set; } = "0.0.0.0";

    /// <summary>Lets time pass.</summary>
    public void Advance(long milliseconds)
    {
        for (long end = NowMs + milliseconds; NowMs < end; NowMs++)
            Happen();
    }

    /// <summary>Connects as the runtime does by itself at a start, with what was stored before.</summary>
    public void ConnectByItself(string name, string password) => Begin(name, password);

    internal int Connect(string name, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        Connections++;
        if (ExceptionsToCome > 0)
        {
            ExceptionsToCome--;
            throw new InvalidOperationException("The driver is not started.");
        }

        _isInProgress = true;
        _result = NoReason;
        Begin(name, password);
        for (int waited = 0; _isInProgress && waited < ConnectWaitMs; waited++)
            Advance(1);
        return _isInProgress ? NoReason : _result;
    }

    private void Begin(string name, string password)
    {
        (_name, _password, _isToConnect) = (name, password, true);
        if (_isLinked || _attemptEndsMs != long.MaxValue)
            Disconnected(ReasonLeave);
        _attemptEndsMs = NowMs + AttemptMs;
    }

    private void Happen()
    {
        if (NowMs >= _attemptEndsMs)
        {
            _attemptEndsMs = long.MaxValue;
            EndAttempt();
        }

        bool isThere = Networks.TryGetValue(_name, out string password) && password == _password;
        _goneMs = !_isLinked || isThere ? long.MaxValue : Math.Min(_goneMs, NowMs + BeaconTimeoutMs);
        if (NowMs >= _goneMs)
            Disconnected(ReasonBeaconTimeout);
        if (NowMs >= _addressMs && GivesAddresses)
            (Address, _addressMs) = ("192.0.2.7", long.MaxValue);
        if (NowMs >= _addressLostMs)
            (Address, _addressLostMs) = ("0.0.0.0", long.MaxValue);
    }

    private void EndAttempt()
    {
        if (!Networks.TryGetValue(_name, out string password))
            Disconnected(ReasonNoNetwork);
        else if (password != _password)
            Disconnected(ReasonHandshakeTimeout);
        else
            Link();
    }

    private void Link()
    {
        _isLinked = true;
        _addressLostMs = long.MaxValue;
        _addressMs = NowMs + AddressAfterMs;
        Tell(Joined);
        AvailabilityChanged?.Invoke(this, new NetworkAvailabilityEventArgs(true));
    }

    private void Disconnected(int reason)
    {
        if (_isLinked)
            _addressLostMs = NowMs + AddressLostMs;
        _isLinked = false;
        _goneMs = long.MaxValue;
        _addressMs = long.MaxValue;
        Tell(reason);
        AvailabilityChanged?.Invoke(this, new NetworkAvailabilityEventArgs(false));
        _attemptEndsMs = _isToConnect ? NowMs + AttemptMs : long.MaxValue;
    }

    private void Tell(int result)
    {
        _result = _isInProgress ? result : _result;
        _isInProgress = false;
    }
}
