using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Entries of a length that no code has: wrong, and that is all. An hour of them is one sum, for anyone can type them
/// without end; a cut loses those of its hour.
/// </summary>
internal sealed class UncountedEntries(Journal journal)
{
    private const int TellAfterMs = 3600000;

    private readonly Journal _journal = journal;
    private int _count;
    private int _digits;
    private long _dueMs;

    public void Add(int digits, long nowMs)
    {
        _dueMs = _count == 0 ? nowMs + TellAfterMs : _dueMs;
        _count++;
        _digits = digits;
    }

    public void Tick(long nowMs)
    {
        if (_count > 0 && nowMs >= _dueMs)
        {
            _dueMs = nowMs + TellAfterMs;
            _count = _journal.TryCount(EventKind.CodeWrong, _count, 0, (uint)_digits) ? 0 : _count;
        }
    }

    public int WaitMs(long nowMs) => Waits.Until(_count > 0, _dueMs, nowMs);
}
