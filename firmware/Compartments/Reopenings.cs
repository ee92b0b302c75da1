using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Which code may open which compartment once more: the one that opened it last, within 120 s of the door closing,
/// unless anything else opened or assigned the compartment since. Not kept over a boot.
/// </summary>
public sealed class Reopenings
{
    /// <summary>Milliseconds after the door has closed.</summary>
    public const int AllowedMs = 120000;

    private const long NotClosed = -1;

    private readonly uint[] _codeIds = new uint[DepotIdentity.CompartmentsMax + 1];
    private readonly long[] _closedMs = new long[DepotIdentity.CompartmentsMax + 1];
    private readonly int[] _timesOpened = new int[DepotIdentity.CompartmentsMax + 1];

    /// <summary>A compartment is opened.</summary>
    /// <param name="codeId">By this code; 0 = by anything else.</param>
    public void Note(int compartment, uint codeId)
    {
        _codeIds[compartment] = codeId;
        _closedMs[compartment] = NotClosed;
        _timesOpened[compartment]++;
    }

    /// <summary>How often it was opened since the start, by whatever: tells whether something came between.</summary>
    public int TimesOpened(int compartment) => _timesOpened[compartment];

    /// <summary>Its door closed, or did not open in spite of all pulses.</summary>
    public void NoteClosed(int compartment, long nowMs)
    {
        _closedMs[compartment] = nowMs;
    }

    /// <summary>Its door opened: what closed or was blocked before does not count any more.</summary>
    public void NoteOpened(int compartment)
    {
        _closedMs[compartment] = NotClosed;
    }

    /// <summary>True when this code may open the compartment without consuming a use.</summary>
    public bool Allows(int compartment, uint codeId, long nowMs) =>
        codeId != 0 && _codeIds[compartment] == codeId && _closedMs[compartment] != NotClosed
        && nowMs - _closedMs[compartment] < AllowedMs;

    /// <summary>True when some code may open the compartment again.</summary>
    public bool IsOffered(int compartment) => _codeIds[compartment] != 0;
}
