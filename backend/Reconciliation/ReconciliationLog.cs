namespace Fachwerk.Backend.Reconciliation;

internal static partial class ReconciliationLog
{
    [LoggerMessage(5101, LogLevel.Warning,
        "Tenant {Tenant}: the table of controller {Controller} had forgotten or kept {Changes} records; put right")]
    public static partial void TableRestored(ILogger log, int tenant, long controller, int changes);

    [LoggerMessage(5102, LogLevel.Error,
        "Tenant {Tenant}: the table of controller {Controller} could not be compared ({Cause}); it may hold codes " +
        "that were revoked")]
    public static partial void TableFailed(ILogger log, int tenant, long controller, string cause);

    [LoggerMessage(5103, LogLevel.Error, "Tenant {Tenant}: the fleet has forgotten controller {Controller} and its " +
        "keys; create its depot again and give the controller the new identity")]
    public static partial void ControllerForgotten(ILogger log, int tenant, long controller);

    [LoggerMessage(5104, LogLevel.Warning,
        "Tenant {Tenant}: the fleet has a controller {Controller} that no depot of the tenant has")]
    public static partial void ControllerUnknown(ILogger log, int tenant, long controller);

    [LoggerMessage(5105, LogLevel.Warning, "Tenant {Tenant} is not brought in line yet and is tried again")]
    public static partial void RunFailed(ILogger log, int tenant, Exception cause);

    [LoggerMessage(5106, LogLevel.Warning, "The fleet's generation could not be read and is tried again")]
    public static partial void LookFailed(ILogger log, Exception cause);

    [LoggerMessage(5107, LogLevel.Information,
        "Generation {Generation}: {Tenants} tenants are compared with the fleet")]
    public static partial void Comparing(ILogger log, int generation, int tenants);

    [LoggerMessage(5108, LogLevel.Warning,
        "What is derived of tenant {Tenant} could not be renewed; its next turn tries again")]
    public static partial void RenewalFailed(ILogger log, int tenant, Exception cause);

    [LoggerMessage(5109, LogLevel.Warning, "Whose turn it is to be renewed could not be read and is looked at again")]
    public static partial void RenewalsNotBegun(ILogger log, Exception cause);
}
