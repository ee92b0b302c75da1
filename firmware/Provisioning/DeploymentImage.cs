namespace Fachwerk.Provisioning;

/// <summary>The .pe files one after the other, each filled up to four bytes, the application last.</summary>
internal sealed record DeploymentImage(byte[] Bytes, int Files)
{
    /// <summary>Where the deployment partition of a plain ESP32 begins; nanoff's default is another.</summary>
    public const int Esp32Address = 0x1E0000;

    /// <summary>The size of that partition.</summary>
    public const int BytesMax = 0x1F0000;

    private const int Alignment = 4;

    /// <summary>Puts an image together.</summary>
    /// <exception cref="InvalidDataException">They do not belong together; the message says why.</exception>
    public static DeploymentImage Make(IReadOnlyList<PeFile> files)
    {
        if (files.Count < 2)
            throw new InvalidDataException("name the packages' .pe files and then the application's.");
        PeFile[] core = [.. files.Where(file => IsNamed(file, "mscorlib"))];
        if (core.Length != 1)
            throw new InvalidDataException("mscorlib.pe is needed once: nothing runs without it.");
        if (IsNamed(files[^1], "mscorlib") || files[^1].NativeChecksum != 0)
            throw new InvalidDataException($"{files[^1].Path} is a package's. The application's file comes last.");
        if (files.FirstOrDefault(file => file.FormatVersion != files[0].FormatVersion) is { } other)
            throw new InvalidDataException($"{other.Path} and {files[0].Path} are of two versions of the format. "
                + "Build all of them with the packages that firmware/Device.props pins.");
        if (files.GroupBy(file => Path.GetFileName(file.Path)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidDataException($"{twice.Key} is named twice.");
        MemoryStream image = new();
        foreach (PeFile file in files)
        {
            image.Write(file.Bytes);
            image.Write(new byte[(Alignment - (int)image.Length % Alignment) % Alignment]);
        }

        return image.Length <= BytesMax ? new DeploymentImage(image.ToArray(), files.Count)
            : throw new InvalidDataException($"the image has {image.Length} bytes, {BytesMax} fit on the device.");
    }

    private static bool IsNamed(PeFile file, string name) =>
        string.Equals(Path.GetFileNameWithoutExtension(file.Path), name, StringComparison.Ordinal);
}
