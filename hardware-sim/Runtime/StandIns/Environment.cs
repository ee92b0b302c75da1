using Fachwerk.DeviceRuntime;

namespace System;

/// <summary>The device's own clock.</summary>
internal static class Environment
{
    public static long TickCount64 => BusRuntime.Current.NowMs;
}
