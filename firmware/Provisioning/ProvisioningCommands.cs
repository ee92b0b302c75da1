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
                [.. files.Select(path => new PeFile(path, File.ReadAllBytes(path)))]);
            File.WriteAllBytes(output, made.Bytes);
            Console.WriteLine($"{made.Bytes.Length} bytes from {made.Files} files. On a plain ESP32 it belongs at "
                + $"flash address 0x{DeploymentImage.Esp32Address:X}.");
            return 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine($"fachwerk image: {cause.Message}");
            return 1;
        }
    }
}
