using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Display;

/// <summary>Plays beeps: groups of so many, so long. A new pattern replaces the one under way.</summary>
public sealed class Buzzer
{
    private const int GroupPauseMs = 500;

    private readonly IBoardPins pins;
    private int beepsPerGroup;
    private int beepsLeft;
    private int groupsLeft;
    private int onMs;
    private int offMs;
    private bool isSounding;
    private long dueMs;

    /// <summary>The buzzer at these pins.</summary>
    public Buzzer(IBoardPins pins)
    {
        this.pins = pins;
    }

    /// <summary>True while a pattern is played.</summary>
    public bool IsPlaying => isSounding || beepsLeft > 0 || groupsLeft > 0;

    /// <summary>Starts a pattern; it begins to sound in this tick.</summary>
    public void Play(int groups, int beeps, int beepMs, int pauseMs)
    {
        groupsLeft = groups - 1;
        beepsPerGroup = beeps;
        beepsLeft = beeps;
        onMs = beepMs;
        offMs = pauseMs;
        isSounding = false;
        dueMs = 0;
    }

    /// <summary>Goes on playing.</summary>
    /// <returns>Milliseconds until it must run again.</returns>
    public int Tick(long nowMs)
    {
        if (!IsPlaying)
        {
            return int.MaxValue;
        }
        if (nowMs >= dueMs)
        {
            Advance(nowMs);
        }
        return !IsPlaying ? int.MaxValue : dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }

    private void Advance(long nowMs)
    {
        if (isSounding)
        {
            isSounding = false;
            bool endsGroup = beepsLeft == 0;
            if (endsGroup && groupsLeft > 0)
            {
                groupsLeft--;
                beepsLeft = beepsPerGroup;
            }
            dueMs = nowMs + (endsGroup ? GroupPauseMs : offMs);
        }
        else if (beepsLeft > 0)
        {
            beepsLeft--;
            isSounding = true;
            dueMs = nowMs + onMs;
        }
        pins.SetBuzzer(isSounding);
    }
}
