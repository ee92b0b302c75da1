namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Who goes first when not all can: whatever is no check-in, then the older. A check-in says the same again a minute
/// later; an event has happened, and a person may wait for a table.
/// </summary>
internal sealed class TelegramPriority : IComparer<Telegram>
{
    public int Compare(Telegram? x, Telegram? y) =>
        (x!.IsCheckIn, x.ReceivedAt).CompareTo((y!.IsCheckIn, y.ReceivedAt));
}
