using Fachwerk.Programs;
using Fachwerk.Provisioning;

return await CommandLine.InvokeAsync(ProvisioningCommands.Create(), args);
