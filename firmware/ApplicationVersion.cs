namespace Fachwerk.Firmware;

/// <summary>The version of this application.</summary>
public static class ApplicationVersion
{
    /// <summary>"major.minor.patch".</summary>
    public const string Text = "0.1.0";
}
