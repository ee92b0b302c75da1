namespace Fachwerk.Tests.Tidy;

/// <summary>Which sources also run on .NET nanoFramework (rings 1 and 2 of the controller, and the protocol).</summary>
internal static class PortableFolders
{
    private static readonly string[] Portable = ["shared-protocol/", "firmware/"];
    private static readonly string[] NotPortable =
        ["firmware/Esp32/", "firmware/SelfTest/", "firmware/Bench/", "firmware/Provisioning/"];

    public static bool Contains(RepositoryFile file) =>
        file.IsCSharp && StartsWithAny(file.Path, Portable) && !StartsWithAny(file.Path, NotPortable);

    private static bool StartsWithAny(string path, string[] folders) =>
        folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));
}
