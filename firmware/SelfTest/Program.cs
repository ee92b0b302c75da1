using System;
using System.Threading;
using Fachwerk.Esp32;

namespace Fachwerk.SelfTest;

/// <summary>Runs the self-test on the device and prints a line that can be looked for.</summary>
public static class Program
{
    /// <summary>The program.</summary>
    public static void Main()
    {
        SelfTests tests = new SelfTests(new NativeCrypto());
        tests.Run();
        for (int i = 0; i < tests.FailedCount; i++)
        {
            Console.WriteLine("FAILED " + tests.FailedName(i));
        }
        Console.WriteLine("RESULT pass=" + tests.Passed + " fail=" + tests.FailedCount);
        Thread.Sleep(-1);
    }
}
