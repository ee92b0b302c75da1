using System.Runtime.InteropServices;

namespace Fachwerk.Bench;

/// <summary>
/// A terminal that closes and a quit key end the program as Ctrl-C does: with all outputs off. Left alone they would
/// end it at once.
/// </summary>
internal sealed class EndingSignals : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="stop">What ends the program besides.</param>
    public EndingSignals(CancellationToken stop)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End)
        ];
    }

    /// <summary>Cancelled by any of them.</summary>
    public CancellationToken Stop => _ending.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _ending.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _ending.Cancel();
    }
}
