using System;
using System.IO;
using Fachwerk.Firmware.Configuration;
using nanoFramework.Runtime.Native;

namespace Fachwerk.Esp32;

/// <summary>The configuration file on the internal flash.</summary>
internal static class ConfigurationFile
{
    private const string Path = "I:\\fachwerk.cfg";

    // The runtime of the Ethernet board; that of the other one has none.
    private const string EthernetTarget = "ESP32_OLIMEX_WROVER";

    private static bool HasEthernet => SystemInfo.TargetName == EthernetTarget;

    /// <summary>Reads it; without a file the defaults hold.</summary>
    public static BoardConfiguration Read()
    {
        try
        {
            if (!File.Exists(Path))
            {
                return BoardConfiguration.For(HasEthernet);
            }
            byte[] file = File.ReadAllBytes(Path);
            return ConfigurationReader.Read(file, file.Length, HasEthernet);
        }
        catch (Exception cause)
        {
            Console.WriteLine("CONFIGURATION " + cause.Message);
            BoardConfiguration unread = BoardConfiguration.For(HasEthernet);
            unread.Fault = ConfigurationFault.NotALine;
            return unread;
        }
    }
}
