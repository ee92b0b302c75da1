using System.Diagnostics.Metrics;

namespace Fachwerk.Backend.Identity;

/// <summary>How tries to sign in were answered, as a metric of the meter "Fachwerk.Identity".</summary>
public sealed class SignInCounters : IDisposable
{
    private static readonly string[] Names = Enum.GetNames<SignInAnswer>();

    private readonly Meter _meter = new("Fachwerk.Identity");
    private readonly long[] _answers = new long[Names.Length];

    /// <summary>Makes the metric.</summary>
    public SignInCounters() =>
        _meter.CreateObservableCounter("fachwerk.sign_in.answers", Observe, "{try}");

    /// <summary>Counts an answer.</summary>
    public void Count(SignInAnswer answer) => Interlocked.Increment(ref _answers[(int)answer]);

    /// <summary>How many were answered so.</summary>
    public long Of(SignInAnswer answer) => Interlocked.Read(ref _answers[(int)answer]);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Observe() => Names.Select((name, i) =>
        new Measurement<long>(Interlocked.Read(ref _answers[i]), new KeyValuePair<string, object?>("answer", name)));
}

/// <summary>How a try ended.</summary>
public enum SignInAnswer
{
    /// <summary>Name and password were right.</summary>
    SignedIn,

    /// <summary>They were not, or the account's tries are used up.</summary>
    Refused,

    /// <summary>The name has had its tries; there may be no such account.</summary>
    NameLimited,

    /// <summary>The address has.</summary>
    AddressLimited,

    /// <summary>The network has.</summary>
    NetworkLimited,

    /// <summary>Too many were waiting for a hash.</summary>
    LaneFull
}
