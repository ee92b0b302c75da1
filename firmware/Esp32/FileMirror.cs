using System;
using System.IO;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>The small file apart from the FRAM, on the internal flash.</summary>
internal sealed class FileMirror : IMirror
{
    private const string Path = "I:\\fachwerk.boot";

    public bool TryRead(byte[] buffer, int count)
    {
        try
        {
            byte[] content = File.Exists(Path) ? File.ReadAllBytes(Path) : null;
            if (content == null || content.Length != count)
            {
                return false;
            }
            Array.Copy(content, 0, buffer, 0, count);
            return true;
        }
        catch (Exception cause)
        {
            Console.WriteLine("MIRROR " + cause.Message);
            return false;
        }
    }

    public bool TryWrite(byte[] buffer, int count)
    {
        try
        {
            byte[] content = new byte[count];
            Array.Copy(buffer, 0, content, 0, count);
            File.WriteAllBytes(Path, content);
            return true;
        }
        catch (Exception cause)
        {
            Console.WriteLine("MIRROR " + cause.Message);
            return false;
        }
    }
}
