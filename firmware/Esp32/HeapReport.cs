using System;
using nanoFramework.Hardware.Esp32;
using Native = nanoFramework.Runtime.Native;

namespace Fachwerk.Esp32;

/// <summary>Says on the serial line how much memory is left.</summary>
internal static class HeapReport
{
    /// <summary>Collects and prints.</summary>
    /// <param name="moment">When that is.</param>
    public static void Print(string moment)
    {
        uint managedBytes = Native.GC.Run(false);
        NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.Internal, out uint _, out uint internalBytes, out uint _);
        NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.SpiRam, out uint _, out uint psramBytes, out uint _);
        Console.WriteLine(
            "HEAP " + moment + " managed=" + managedBytes + " internal=" + internalBytes + " psram=" + psramBytes);
    }
}
