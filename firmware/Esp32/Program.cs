using System;
using System.Threading;
using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Esp32;

/// <summary>Starts the controller on the board and ticks it for ever.</summary>
public static class Program
{
    // Inputs cannot be foreseen, so the loop looks at them more often than the controller asks for.
    private const int PollMs = 20;

    /// <summary>The program; it ends by a restart of the board.</summary>
    public static void Main()
    {
        Esp32Board board = new Esp32Board();
        LockerController controller = null;
        try
        {
            controller = new LockerController(board, ApplicationVersion.Text);
            board.StartNetwork();
            HeapReport.Print("started");
            Run(controller);
        }
        catch (Exception cause)
        {
            // What nobody caught would end the program and leave the doors to nobody.
            Console.WriteLine(cause.ToString());
            if (controller != null && controller.IsWorking)
            {
                controller.Parts.Boot.TryMark(BootReason.Fault);
            }
        }
        board.Restart();
    }

    private static void Run(LockerController controller)
    {
        bool isReported = false;
        Uptime uptime = new Uptime();
        while (true)
        {
            int waitMs = controller.Tick(uptime.Read(Environment.TickCount64));
            if (controller.IsWorking && !isReported)
            {
                isReported = true;
                HeapReport.Print("working");
            }
            Thread.Sleep(Uptime.SleepMs(Environment.TickCount64, waitMs < PollMs ? waitMs : PollMs));
        }
    }
}
