namespace Fachwerk.Provisioning;

/// <summary>The .pe files one after the other, each filled up to four bytes, the application last.</summary>
internal sealed record DeploymentImage(byte[] Bytes, IReadOnlyList<PeFile> Files)
{
    /// <summary>Where the deployment partition of an ESP32 begins; nanoff's own guess is another.</summary>
    public const int Esp32Address = 0x1E0000;

    /// <summary>The size of that partition on 4 MB of flash.</summary>
    public const int SmallSpace = 0x1C0000;

    /// <summary>The size of that partition on 8 and 16 MB of flash.</summary>
    public const int LargeSpace = 0x2B0000;

    private const int Alignment = 4;

    /// <summary>Puts an image together.</summary>
    /// <exception cref="InvalidDataException">They do not belong together; the message says why.</exception>
    public static DeploymentImage Make(IReadOnlyList<PeFile> files, DeviceVersions versions)
    {
        FilesCheck.Refuse(files, versions);
        MemoryStream image = new();
        foreach (PeFile file in files)
        {
            image.Write(file.Bytes);
            image.Write(new byte[(Alignment - (int)image.Length % Alignment) % Alignment]);
        }

        return image.Length <= LargeSpace ? new DeploymentImage(image.ToArray(), files)
            : throw new InvalidDataException($"the image has {image.Length} bytes, {LargeSpace} fit on the device.");
    }
}
