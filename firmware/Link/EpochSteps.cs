using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Steps to the next key epoch when the keys are old, when many messages went under them, or when the gateway asks.
/// </summary>
/// <param name="channel">Has the keys.</param>
/// <param name="mirror">Is told of each step.</param>
public sealed class EpochSteps(
    SecureChannel channel, SessionStore session, BootRecord boot, BootMirror mirror, DepotClock clock, Journal journal)
{
    private readonly SecureChannel _channel = channel;
    private readonly SessionStore _session = session;
    private readonly BootRecord _boot = boot;
    private readonly BootMirror _mirror = mirror;
    private readonly DepotClock _clock = clock;
    private readonly Journal _journal = journal;
    private int _minimum;

    /// <summary>The gateway takes no epoch below this one.</summary>
    public void Ask(int minimum)
    {
        _minimum = minimum;
    }

    /// <summary>True when it took a step.</summary>
    public bool StepIfDue()
    {
        // The age counts in times that were agreed on: a wrong one would age the keys at once, or never.
        uint now = _clock.AgreedSeconds;
        _session.NoteTime(now);
        int wanted = _session.IsStepDue(now) ? _session.Epoch + 1 : 0;
        wanted = _minimum > wanted ? _minimum : wanted;
        if (!_channel.TryStepEpoch(wanted))
        {
            return false;
        }
        _mirror.Store(_channel.Controller, _boot.BootCount, wanted);
        _journal.TryAppend(EventKind.EpochStepped, 0, (uint)wanted, 0);
        return true;
    }
}
