namespace Fachwerk.Firmware.Storage;

/// <summary>What came of reading a stored record.</summary>
public enum LoadResult
{
    /// <summary>A whole record was found.</summary>
    Loaded = 0,

    /// <summary>The chip answers, but holds no whole record there.</summary>
    Blank = 1,

    /// <summary>The chip does not answer: nothing is known about the record.</summary>
    NoAnswer = 2
}
