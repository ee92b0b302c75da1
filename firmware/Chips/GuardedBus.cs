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

    private const int AddressBytes = 2;

    private readonly II2cBus _bus;
    private bool _mayRecover = true;
    private long _recoverMs;
    private long _nowMs;

    /// <param name="bus">The bus as the board has it.</param>
    public GuardedBus(II2cBus bus)
    {
        _bus = bus;
    }

    /// <summary>
    /// Bytes that went over the bus in this tick, addresses counted; 22.5 µs each at 400 kHz. What can wait looks at it
    /// (<see cref="TickBudget"/>).
    /// </summary>
    public int TickBytes { get; private set; }

    /// <summary>True while something holds the data line low.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Lets time pass. Before the first call one attempt is allowed.</summary>
    public void Tick(long nowMs)
    {
        TickBytes = 0;
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
        TickBytes += AddressBytes + writeCount + readCount;
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
