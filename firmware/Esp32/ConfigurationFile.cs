using System;
using System.IO;
using Fachwerk.Firmware.Configuration;

namespace Fachwerk.Esp32;

/// <summary>The configuration file on the internal flash.</summary>
internal static class ConfigurationFile
{
    private const string Path = "I:\\fachwerk.cfg";

    /// <summary>Reads it; without a file the defaults hold.</summary>
    public static BoardConfiguration Read(BoardMake make)
    {
        try
        {
            if (!File.Exists(Path))
            {
                return BoardConfiguration.For(make.HasEthernet);
            }
            byte[] file = File.ReadAllBytes(Path);
            return ConfigurationReader.Read(file, file.Length, make.HasEthernet);
        }
        catch (Exception cause)
        {
            Console.WriteLine("CONFIGURATION " + cause.Message);
            BoardConfiguration unread = BoardConfiguration.For(make.HasEthernet);
            unread.Fault = ConfigurationFault.NotALine;
            return unread;
        }
    }
}
