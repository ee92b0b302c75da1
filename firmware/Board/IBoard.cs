using Fachwerk.Firmware.Configuration;

namespace Fachwerk.Firmware.Board;

/// <summary>
/// The reference board as the controller sees it (HARDWARE.md). The edge and the simulator implement it.
/// </summary>
public interface IBoard
{
    /// <summary>I²C 1: expanders, clock, FRAM, supply sensor.</summary>
    II2cBus MainBus { get; }

    /// <summary>I²C 2: the display alone, so that it can take nothing else down.</summary>
    II2cBus DisplayBus { get; }

    /// <summary>
    /// True on the Ethernet board: keypad, buzzer, LED and the two inputs are on an expander of I²C 1, and of
    /// <see cref="Pins"/> only trigger and watchdog are there.
    /// </summary>
    bool HasPanelExpander { get; }

    /// <summary>The pins that are not on a bus.</summary>
    IBoardPins Pins { get; }

    /// <summary>The UDP socket.</summary>
    IDatagramSocket Socket { get; }

    /// <summary>The network that it is in.</summary>
    INetwork Network { get; }

    /// <summary>A small file apart from the FRAM.</summary>
    IMirror Mirror { get; }

    /// <summary>What the controller was told on site, and what is wrong with that.</summary>
    BoardConfiguration Configuration { get; }

    /// <summary>Native cryptography.</summary>
    ICryptoChip Crypto { get; }

    /// <summary>Restarts the controller; does not return on the device.</summary>
    void Restart();
}
