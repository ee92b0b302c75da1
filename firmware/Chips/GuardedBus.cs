using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// A bus that helps itself. When a transfer fails, it looks, at most once a second, whether a chip holds the data line
/// low, clocks it free and tries again. While the line stays low nothing else is tried, because each try would cost
/// the tick a time-out.
/// </summary>
public sealed class GuardedBus : II2cBus
{
    /// <summary>Milliseconds between two attempts to free the line.</summary>
    public const int RecoverEveryMs = 1000;

    private readonly II2cBus _bus;
    private bool _mayRecover = true;
    private long _recoverMs;
    private long _nowMs;

    /// <param name="bus">The bus as the board has it.</param>
    public GuardedBus(II2cBus bus)
    {
        _bus = bus;
    }

    /// <summary>True while something holds the data line low.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Lets time pass. Before the first call one attempt is allowed.</summary>
    public void Tick(long nowMs)
    {
        _nowMs = nowMs;
        _mayRecover = nowMs >= _recoverMs;
    }

    /// <inheritdoc />
    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        if (IsHeld && !TryRecover())
        {
            return false;
        }
        return _bus.TryTransfer(address, write, writeOffset, writeCount, read, readOffset, readCount)
            || (_mayRecover && TryRecover()
                && _bus.TryTransfer(address, write, writeOffset, writeCount, read, readOffset, readCount));
    }

    /// <inheritdoc />
    public bool TryRecover()
    {
        if (_mayRecover)
        {
            _mayRecover = false;
            _recoverMs = _nowMs + RecoverEveryMs;
            IsHeld = !_bus.TryRecover();
        }
        return !IsHeld;
    }
}
