using System;

namespace Fachwerk.Protocol.Codes;

/// <summary>The <c>flags</c> of a table code: registry "Code flags" of SPEC.md.</summary>
[Flags]
public enum CodeFlags
{
    /// <summary>A pickup, return or key code with a window.</summary>
    None = 0,

    /// <summary>For putting something in.</summary>
    Deposit = 1,

    /// <summary>Opens the maintenance menu.</summary>
    Maintenance = 2,

    /// <summary>Typed under duress.</summary>
    Duress = 4,

    /// <summary>Has no window; opens also while the clock is unknown.</summary>
    UntilRevoked = 8,

    /// <summary>The display answers in the second language.</summary>
    SecondLanguage = 16,

    /// <summary>The entry times out later.</summary>
    MoreTime = 32
}
