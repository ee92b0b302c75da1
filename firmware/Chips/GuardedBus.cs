using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// A bus that helps itself. When a line does not move, it clocks the bus free and tries again, at most once a pause;
/// whether that helped nothing but the next transfer tells. Until then nothing is tried, because each try would cost
/// the tick a time-out, and the longer one took the longer the pause. A chip that does not acknowledge is no matter of
/// the bus.
/// </summary>
/// <param name="bus">The bus as the board has it.</param>
/// <param name="patience">Of both buses together.</param>
public sealed class GuardedBus(II2cBus bus, BusPatience patience) : II2cBus
{
    /// <summary>Milliseconds between two attempts to free the bus.</summary>
    public const int RecoverEveryMs = 1000;

    /// <summary>The longest pause, when every attempt takes long.</summary>
    public const int PauseMaxMs = 30000;

    private const int AddressBytes = 2;

    private readonly II2cBus _bus = bus;
    private readonly BusPatience _patience = patience;
    private bool _mayRecover = true;
    private int _pauseMs = RecoverEveryMs;
    private long _recoverMs;
    private long _nowMs;

    /// <summary>
    /// Bytes that went over the bus in this tick, addresses counted; 22.5 µs each at 400 kHz. What can wait looks at it
    /// (<see cref="TickBudget"/>).
    /// </summary>
    public int TickBytes { get; private set; }

    /// <summary>True when a line did not move in the last transfer that was tried.</summary>
    public bool IsHeld { get; private set; }

    /// <inheritdoc />
    public int StalledMs => _bus.StalledMs;

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
        if (_patience.IsOver || (IsHeld && !TryRecover()))
        {
            return false;
        }
        return TryOnce(address, write, writeOffset, writeCount, read, readOffset, readCount)
            || (IsHeld && TryRecover()
                && TryOnce(address, write, writeOffset, writeCount, read, readOffset, readCount));
    }

    /// <inheritdoc />
    public void Recover() => TryRecover();

    private bool TryRecover()
    {
        if (!_mayRecover || _patience.IsOver)
        {
            return false;
        }
        _mayRecover = false;
        _recoverMs = _nowMs + RecoverEveryMs;
        _bus.Recover();
        return true;
    }

    private bool TryOnce(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        TickBytes += AddressBytes + writeCount + readCount;
        bool isDone = _bus.TryTransfer(address, write, writeOffset, writeCount, read, readOffset, readCount);
        int stalledMs = isDone ? 0 : _bus.StalledMs;
        IsHeld = stalledMs > 0;
        if (IsHeld)
        {
            _patience.Spend(stalledMs);
            bool isLong = stalledMs >= BusPatience.LongMs;
            _pauseMs = !isLong ? RecoverEveryMs : _pauseMs * 2 < PauseMaxMs ? _pauseMs * 2 : PauseMaxMs;
            _recoverMs = _nowMs + (isLong ? stalledMs : 0) + _pauseMs;
        }
        else
        {
            _pauseMs = RecoverEveryMs;
        }
        return isDone;
    }
}
