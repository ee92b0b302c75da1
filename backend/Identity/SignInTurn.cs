namespace Fachwerk.Backend.Identity;

/// <summary>A place in the lane, until it is disposed.</summary>
public sealed class SignInTurn : IDisposable
{
    private readonly SignInGate _gate;
    private readonly SignInSource _source;

    internal SignInTurn(SignInGate gate, SignInSource source)
    {
        _gate = gate;
        _source = source;
    }

    /// <summary>It was right, so no budget counts it.</summary>
    public void Accept() => _gate.Accept(_source);

    /// <summary>It was wrong.</summary>
    /// <param name="account">Whose; <c>default</c> if there is no such account.</param>
    public void Refuse(Guid account) => _gate.Refuse(_source, account);

    /// <inheritdoc/>
    public void Dispose() => _gate.Leave(_source);
}
