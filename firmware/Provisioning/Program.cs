using System.CommandLine;
using Fachwerk.Provisioning;

Option<string> output = new("--out") { Description = "The image to write.", Required = true };
Argument<string[]> files = new("files")
{
    Description = "The .pe files: the packages' first, in any order, the application's last.",
};
Command image = new("image", "Puts .pe files together as the deployment image of a device.") { output, files };
image.SetAction(parsed =>
{
    try
    {
        DeploymentImage made = DeploymentImage.Make(
            [.. (parsed.GetValue(files) ?? []).Select(path => new PeFile(path, File.ReadAllBytes(path)))]);
        File.WriteAllBytes(parsed.GetRequiredValue(output), made.Bytes);
        Console.WriteLine($"{made.Bytes.Length} bytes from {made.Files} files. On a plain ESP32 it belongs at "
            + $"flash address 0x{DeploymentImage.Esp32Address:X}.");
        return 0;
    }
    catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException)
    {
        Console.Error.WriteLine($"fachwerk image: {cause.Message}");
        return 1;
    }
});
return new RootCommand("What a technician needs to set up a controller.") { image }.Parse(args).Invoke();
