using System.CommandLine;
using Fachwerk.Programs;

namespace Fachwerk.Provisioning;

/// <summary>The commands of the technician's tool.</summary>
internal static class ProvisioningCommands
{
    public static RootCommand Create()
    {
        Option<string> output = Options.NewFile("--out", "The image to write.");
        output.Required = true;
        Argument<string[]> files = new("files")
        {
            Description = "The .pe files: the packages' first, in any order, the application's last.",
            Arity = ArgumentArity.OneOrMore
        };
        files.Validators.Add(result =>
        {
            foreach (string file in result.Tokens.Select(token => token.Value).Where(file => !File.Exists(file)))
                result.AddError($"There is no file '{file}'; name .pe files that are there");
        });
        Command image = new("image", "Puts .pe files together as the deployment image of a device.") { output, files };
        image.SetAction(parsed => Make(parsed.GetRequiredValue(files), parsed.GetRequiredValue(output)));
        return new RootCommand("What a technician needs to set up a controller.") { image };
    }

    private static int Make(string[] files, string output)
    {
        try
        {
            DeploymentImage made = DeploymentImage.Make(
                [.. files.Select(path => new PeFile(path, File.ReadAllBytes(path)))], DeviceVersions.Current);
            File.WriteAllBytes(output, made.Bytes);
            foreach (string line in Report(made, DeviceVersions.Current))
                Console.WriteLine(line);
            return 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine($"fachwerk image: {cause.Message}");
            return 1;
        }
    }

    /// <summary>What is in it, what the runtime has to have for it, and where it belongs.</summary>
    internal static IEnumerable<string> Report(DeploymentImage made, DeviceVersions versions)
    {
        foreach (PeFile file in made.Files)
        {
            bool isKnown = file.NativeChecksum == 0 || versions.Holding(file.Name)?.Checksum != null;
            string native = file.NativeChecksum == 0 ? "no native methods" : $"native 0x{file.NativeChecksum:X8}";
            yield return $"{file.Name} {file.Version}, {native}{(isKnown ? "" : ": compare it with the device's")}";
        }

        int length = made.Bytes.Length;
        yield return $"{length} bytes from {made.Files.Count} files. It belongs at flash address "
            + $"0x{DeploymentImage.Esp32Address:X}: {Share(length, DeploymentImage.SmallSpace)} on 4 MB of flash, "
            + $"{Share(length, DeploymentImage.LargeSpace)} on 8 and 16 MB.";
    }

    private static string Share(int length, int space) =>
        length > space ? "too large" : $"{length * 100L / space} % of the space";
}
