namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>The same on the Ethernet board, whose keypad is on an expander.</summary>
public sealed class LockoutOnExpanderTests() : LockoutAtKeypadTests(ethernet: true);
