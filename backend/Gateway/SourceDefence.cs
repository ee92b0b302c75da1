namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Whose telegrams are worth a verification. Without overload everybody's. Under overload those from where their
/// controller's last telegram verified; all others share the budget of their network. Never a limit per controller:
/// its number is no secret, and a limit would lock the genuine one out. For the receiving thread.
/// </summary>
internal sealed class SourceDefence(SourceKeys keys, LoadWatch load, TimeProvider time)
{
    private readonly SourceBudgets _budgets = new();
    private readonly long _started = time.GetTimestamp();

    public bool MayTry(ControllerSession session, Telegram telegram)
    {
        if (!load.IsOverloaded())
            return true;
        var source = telegram.Source.Buffer.Span[..telegram.Source.Size];
        return session.KnownSource == keys.SourceOf(source)
            || _budgets.TryTake(keys.NetworkOf(source), time.GetElapsedTime(_started));
    }

    /// <summary>From now on this is where the controller is known from.</summary>
    public void NoteVerified(ControllerSession session, Telegram telegram) =>
        session.KnownSource = keys.SourceOf(telegram.Source.Buffer.Span[..telegram.Source.Size]);
}
