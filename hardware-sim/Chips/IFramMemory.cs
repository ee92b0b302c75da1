namespace Fachwerk.Simulator.Chips;

/// <summary>The cells of one FRAM chip, wherever they are kept while the board is off.</summary>
public interface IFramMemory
{
    /// <summary>One cell; 0 to 65,535.</summary>
    byte this[int address] { get; set; }
}
