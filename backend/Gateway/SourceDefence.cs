namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Whose telegrams are worth a verification. Without overload everybody's. Under overload those from where their
/// controller's last telegram was accepted; all others share the budget of their network. Never a limit per controller:
/// its number is no secret, and a limit would lock the genuine one out. An epoch ahead costs the derivation of its
/// keys, several times a verification, and has budgets of its own. For the receiving thread.
/// </summary>
internal sealed class SourceDefence(SourceKeys keys, LoadWatch load, TimeProvider time)
{
    /// <summary>
    /// Telegrams a second that a network's unknown sources may have verified. A mobile operator's whole pool behind one
    /// /24 that loses its bindings at once is known again after a minute or two.
    /// </summary>
    public const int NetworkPerSecond = 64;

    /// <summary>Telegrams a second with an epoch ahead, of a source that its controller is known from.</summary>
    public const int KnownAheadPerSecond = 8;

    /// <summary>Telegrams a second with an epoch ahead, of all other sources together.</summary>
    public const int UnknownAheadPerSecond = 512;

    private readonly SourceBudgets _networks = new(NetworkPerSecond);
    private readonly SourceBudgets _knownAhead = new(KnownAheadPerSecond);
    private readonly SourceBudgets _unknownAhead = new(UnknownAheadPerSecond, slots: 1);
    private readonly long _started = time.GetTimestamp();

    public bool MayTry(ControllerSession session, int epoch, Telegram telegram)
    {
        if (!load.IsOverloaded())
            return true;
        var source = telegram.Source.Buffer.Span[..telegram.Source.Size];
        var key = keys.SourceOf(source);
        var isAhead = epoch > session.Epoch;
        var now = time.GetElapsedTime(_started);
        return session.KnownSource == key
            ? !isAhead || _knownAhead.TryTake(key, now)
            : _networks.TryTake(keys.NetworkOf(source), now) && (!isAhead || _unknownAhead.TryTake(0, now));
    }

    /// <summary>From now on this is where the controller is known from. For the committing thread.</summary>
    public void NoteAccepted(Telegram telegram) =>
        telegram.Session.KnownSource = keys.SourceOf(telegram.Source.Buffer.Span[..telegram.Source.Size]);
}
