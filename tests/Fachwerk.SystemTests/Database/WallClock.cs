namespace Fachwerk.SystemTests.Database;

/// <summary>The real clock: system tests run against a real server and real sockets.</summary>
public sealed class WallClock : TimeProvider;
