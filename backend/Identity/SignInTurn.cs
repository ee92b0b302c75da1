namespace Fachwerk.Backend.Identity;

/// <summary>
/// A try that was let in. Whoever disposes it without having said how it ended, because something failed, gives its
/// budgets back.
/// </summary>
public sealed class SignInTurn : IDisposable
{
    private readonly SignInGate _gate;
    private readonly SignInSource _source;
    private bool _hasEnded;

    internal SignInTurn(SignInGate gate, SignInSource source)
    {
        _gate = gate;
        _source = source;
    }

    /// <summary>Waits for a place in the lane and hashes in it; whoever has one does nothing else there.</summary>
    /// <returns>Null when the line was full: the try is turned away.</returns>
    public async Task<T?> HashAsync<T>(Func<T> hash, CancellationToken ct)
        where T : struct
    {
        try
        {
            if (!await _gate.Lane.EnterAsync(_source.IsKnown, ct))
            {
                _hasEnded = true;
                _gate.TurnAwayFull(_source);
                return null;
            }
        }
        catch (OperationCanceledException)
        {
            _hasEnded = true;
            _gate.GiveBackName(_source);
            throw;
        }

        try
        {
            return await HashingLane.HashAsync(hash);
        }
        finally
        {
            _gate.Lane.Leave(_source.IsKnown);
        }
    }

    /// <summary>It was right, so no budget counts it.</summary>
    public void Accept()
    {
        _hasEnded = true;
        _gate.Accept(_source);
    }

    /// <summary>It was wrong.</summary>
    /// <param name="account">Whose; <c>default</c> if there is no such account.</param>
    public void Refuse(Guid account)
    {
        _hasEnded = true;
        _gate.Refuse(_source, account);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_hasEnded)
            _gate.GiveBack(_source);
        _hasEnded = true;
    }
}
