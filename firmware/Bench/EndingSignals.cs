using System.Runtime.InteropServices;

namespace Fachwerk.Bench;

/// <summary>
/// Signals that end the program as Ctrl-C does, with all outputs off: left alone they would end it at once. One that
/// whoever started it has it ignore (nohup) stays ignored.
/// </summary>
internal sealed class EndingSignals : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="stop">What ends the program besides.</param>
    public EndingSignals(CancellationToken stop, params PosixSignal[] signals)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _signals = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, End))];
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
