using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Tests.Firmware;

/// <summary>An event as the gateway or the journal has it.</summary>
internal sealed record SeenEvent(uint Number, EventKind Kind, int Compartment, long Time, long[] Details);
