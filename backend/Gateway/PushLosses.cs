namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Finds depots whose path has closed by the time an order comes: it is pushed and not answered, the depot then speaks
/// by itself, and only the push after that is answered.
/// </summary>
internal sealed class PushLosses(TimeProvider time)
{
    /// <summary>Depots watched at once; one more is not.</summary>
    public const int WatchedMax = 65_536;

    /// <summary>So long an answer may be under way without the push being lost.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    /// <summary>A depot that took longer than this to speak was not there: no path would have helped.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(90);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Pushed> _pushed = [];

    /// <summary>An order goes out.</summary>
    /// <param name="afterTelegram">Its depot has just spoken.</param>
    public void NoteSent(long controller, uint orderId, bool afterTelegram)
    {
        lock (_gate)
        {
            var isSame = _pushed.TryGetValue(controller, out var pushed) && pushed.OrderId == orderId;
            if (isSame && afterTelegram && time.GetElapsedTime(pushed.FirstAt) >= AnswerMax)
                _pushed[controller] = pushed with { HasSpoken = true };
            else if (!isSame && afterTelegram)
                _pushed.Remove(controller);
            else if (!isSame && HasRoom(controller))
                _pushed[controller] = new Pushed(orderId, time.GetTimestamp(), false);
        }
    }

    /// <summary>An order is answered.</summary>
    /// <returns>Whether what was pushed before the depot spoke was lost.</returns>
    public bool NoteAnswered(long controller, uint orderId)
    {
        lock (_gate)
        {
            return _pushed.Remove(controller, out var pushed) && pushed.OrderId == orderId && pushed.HasSpoken
                && time.GetElapsedTime(pushed.FirstAt) <= SilenceMax;
        }
    }

    // What is full of depots that never answered is emptied of them.
    private bool HasRoom(long controller)
    {
        if (_pushed.Count < WatchedMax || _pushed.ContainsKey(controller))
            return true;
        foreach (var (other, pushed) in _pushed)
        {
            if (time.GetElapsedTime(pushed.FirstAt) > SilenceMax)
                _pushed.Remove(other);
        }

        return _pushed.Count < WatchedMax;
    }

    private readonly record struct Pushed(uint OrderId, long FirstAt, bool HasSpoken);
}
