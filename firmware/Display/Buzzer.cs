using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Display;

/// <summary>Plays beeps: groups of so many, so long. A new pattern replaces the one under way.</summary>
public sealed class Buzzer(IBoardPins pins)
{
    private const int GroupPauseMs = 500;
    private const int RewriteEveryMs = 5000;

    private readonly IBoardPins _pins = pins;
    private int _beepsPerGroup;
    private int _beepsLeft;
    private int _groupsLeft;
    private int _onMs;
    private int _offMs;
    private bool _isSounding;
    private long _dueMs;
    private long _rewriteMs;

    /// <summary>True while a pattern is played.</summary>
    public bool IsPlaying => _isSounding || _beepsLeft > 0 || _groupsLeft > 0;

    /// <summary>Starts a pattern; it begins to sound in this tick.</summary>
    public void Play(int groups, int beeps, int beepMs, int pauseMs)
    {
        _groupsLeft = groups - 1;
        _beepsPerGroup = beeps;
        _beepsLeft = beeps;
        _onMs = beepMs;
        _offMs = pauseMs;
        _isSounding = false;
        _dueMs = 0;
    }

    /// <summary>Goes on playing; while nothing is played it is silenced anew now and then.</summary>
    /// <returns>Milliseconds until it must run again.</returns>
    public int Tick(long nowMs)
    {
        if (!IsPlaying)
        {
            if (nowMs >= _rewriteMs)
            {
                _rewriteMs = nowMs + RewriteEveryMs;
                _pins.SetBuzzer(false);
            }
            return int.MaxValue;
        }
        if (nowMs >= _dueMs)
        {
            Advance(nowMs);
        }
        return !IsPlaying ? int.MaxValue : _dueMs > nowMs ? (int)(_dueMs - nowMs) : 1;
    }

    private void Advance(long nowMs)
    {
        if (_isSounding)
        {
            _isSounding = false;
            bool endsGroup = _beepsLeft == 0;
            if (endsGroup && _groupsLeft > 0)
            {
                _groupsLeft--;
                _beepsLeft = _beepsPerGroup;
            }
            _dueMs = nowMs + (endsGroup ? GroupPauseMs : _offMs);
        }
        else if (_beepsLeft > 0)
        {
            _beepsLeft--;
            _isSounding = true;
            _dueMs = nowMs + _onMs;
        }
        _pins.SetBuzzer(_isSounding);
    }
}
