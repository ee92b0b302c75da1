namespace Fachwerk.Witness;

/// <summary>Who sends.</summary>
public enum Side
{
    Controller,
    Gateway
}
