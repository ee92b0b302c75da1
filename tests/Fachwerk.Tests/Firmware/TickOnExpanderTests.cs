namespace Fachwerk.Tests.Firmware;

/// <summary>The same on the Ethernet board: one more expander is read in each tick, and pins are only two.</summary>
public sealed class TickOnExpanderTests() : TickTests(ethernet: true, (31, 9));
