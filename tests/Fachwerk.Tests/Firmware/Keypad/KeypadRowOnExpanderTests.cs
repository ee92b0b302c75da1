namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>The same table on the Ethernet board, whose keypad, buzzer and LED are on an expander.</summary>
public sealed class KeypadRowOnExpanderTests() : KeypadRowTests(ethernet: true);
