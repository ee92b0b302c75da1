namespace Fachwerk.Tests.Tidy;

/// <summary>
/// The backend's slices and the arrows between them, from top to bottom as architecture.md draws them:
/// <code>
/// Dashboard  Portal  Api  Telephony            front doors: nobody depends on them
/// Web                                          the frame of the pages: used by the front doors
/// Notifications  Webhooks  Reports             listeners on the outbox: nobody depends on them
/// Privacy  Backups  Reconciliation             may read every slice's tables: nobody depends on them
/// Payments ─► Handovers ─► Codes ─► Depots     (Contacts beside Depots)
/// Audit  Identity  Tenants                     used by the slices above
/// Gateway ─► Fleet                             the device plane; knows no tenant slice
/// Live  Database  Outbox  Secrets  Time        ground
/// </code>
/// A slice may use what its row lists, and what stands in there may be used by nobody else.
/// </summary>
internal static class SliceTable
{
    /// <summary>Composes all slices; nobody uses it but Program.cs.</summary>
    public const string Hosting = "Hosting";

    private static readonly string[] Ground = ["Live", "Database", "Outbox", "Secrets", "Time"];
    private static readonly string[] Rules = ["Payments", "Handovers", "Codes", "Depots", "Contacts"];
    private static readonly string[] Basis = ["Audit", "Identity", "Tenants"];
    private static readonly string[] AllBelowDoors = [.. Rules, .. Basis, "Fleet", .. Ground];
    private static readonly string[] AllBelowRules = [.. Basis, "Fleet", .. Ground];

    private static readonly string[] AllBelowFrontDoors = ["Web", .. AllBelowDoors];

    /// <summary>By slice, the slices that it may use.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        ["Dashboard"] = AllBelowFrontDoors,
        ["Portal"] = AllBelowFrontDoors,
        ["Api"] = AllBelowDoors,
        ["Telephony"] = AllBelowFrontDoors,
        ["Notifications"] = AllBelowDoors,
        ["Webhooks"] = AllBelowDoors,
        ["Reports"] = AllBelowDoors,
        ["Privacy"] = AllBelowDoors,
        ["Backups"] = AllBelowDoors,
        ["Reconciliation"] = AllBelowDoors,
        ["Payments"] = ["Handovers", "Codes", "Depots", "Contacts", .. AllBelowRules],
        ["Handovers"] = ["Codes", "Depots", "Contacts", .. AllBelowRules],
        ["Codes"] = ["Depots", "Contacts", .. AllBelowRules],
        ["Depots"] = AllBelowRules,
        ["Contacts"] = AllBelowRules,
        // The frame of the pages: tenant in the path, languages, headers, layout.
        ["Web"] = [.. Basis, "Fleet", .. Ground],
        // Within its row, from left to right: whoever signs in is audited, and all three know the tenant.
        ["Identity"] = ["Audit", "Tenants", "Fleet", .. Ground],
        ["Audit"] = ["Tenants", .. Ground],
        ["Tenants"] = ["Fleet", .. Ground],
        ["Gateway"] = ["Fleet", .. Ground],
        ["Fleet"] = Ground,
        ["Live"] = Ground,
        ["Database"] = Ground,
        ["Outbox"] = Ground,
        ["Secrets"] = Ground,
        ["Time"] = Ground
    };
}
