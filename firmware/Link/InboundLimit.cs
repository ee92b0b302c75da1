namespace Fachwerk.Firmware.Link;

/// <summary>At most 20 datagrams a second are looked at, so that a flood cannot take the keypad's time.</summary>
internal sealed class InboundLimit
{
    private const int PerSecond = 20;
    private const int WindowMs = 1000;

    private long _windowMs;
    private int _taken;

    /// <summary>True when another may be taken in this second.</summary>
    public bool MayTake(long nowMs)
    {
        if (nowMs - _windowMs >= WindowMs)
        {
            _windowMs = nowMs;
            _taken = 0;
        }
        return _taken < PerSecond;
    }

    /// <summary>One was taken.</summary>
    public void Take()
    {
        _taken++;
    }
}
