namespace Fachwerk.Provisioning;

/// <summary>Whether .pe files belong together: what a device would find out at its start, on the desk.</summary>
internal static class FilesCheck
{
    private const string CoreLibrary = "mscorlib";

    /// <exception cref="InvalidDataException">They do not; the message says which and why.</exception>
    public static void Refuse(IReadOnlyList<PeFile> files, DeviceVersions versions)
    {
        if (files.Count < 2)
            throw new InvalidDataException("name the packages' .pe files and then the application's.");
        if (files.Count(file => file.Name == CoreLibrary) != 1)
            throw new InvalidDataException("mscorlib.pe is needed once: nothing runs without it.");
        if (files.GroupBy(file => file.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidDataException($"{twice.Key} is named twice.");
        if (versions.Holding(files[^1].Name) != null || files[^1].NativeChecksum != 0)
            throw new InvalidDataException($"{files[^1].Path} is a package's. The application's file comes last.");
        foreach (PeFile file in files)
        {
            RefuseOtherPackage(file, versions);
            RefuseOtherReference(file, files);
        }
    }

    private static void RefuseOtherPackage(PeFile file, DeviceVersions versions)
    {
        if (versions.Holding(file.Name) is not { } row)
        {
            if (file.NativeChecksum != 0)
                throw new InvalidDataException($"{file.Path} has native methods and stands in no row of VERSIONS.md: "
                    + "nobody said which runtime has them.");
            return;
        }

        if (ThreeParts(file.Version) != row.Version)
            throw new InvalidDataException($"{file.Path} is {file.Name} {file.Version}; the device takes {row.Package} "
                + $"{row.Version}. Build again with the versions of firmware/Device.props.");
        if (row.Checksum is { } wanted && file.NativeChecksum != wanted)
            throw new InvalidDataException($"{file.Path} has the native checksum 0x{file.NativeChecksum:X8}; the "
                + $"runtime that belongs to {row.Package} {row.Version} has 0x{wanted:X8}. It would not start.");
    }

    // The runtime finds an assembly by its name and the first two parts of its version.
    private static void RefuseOtherReference(PeFile file, IReadOnlyList<PeFile> files)
    {
        foreach (PeReference needed in file.Needs)
        {
            PeFile found = files.FirstOrDefault(other => other.Name == needed.Name)
                ?? throw new InvalidDataException(
                    $"{file.Path} needs {needed.Name} {needed.Version}, which is not among the files.");
            if (found.Version.Major != needed.Version.Major || found.Version.Minor != needed.Version.Minor)
                throw new InvalidDataException($"{file.Path} was built with {needed.Name} {needed.Version}, "
                    + $"{found.Path} is {found.Version}: the device would not find it.");
        }
    }

    private static Version ThreeParts(Version version) => new(version.Major, version.Minor, version.Build);
}
