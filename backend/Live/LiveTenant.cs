using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.SignalR;

namespace Fachwerk.Backend.Live;

/// <summary>The tenant of a live connection: the one its address names, for the connection's whole life.</summary>
public static class LiveTenant
{
    private static readonly object ItemKey = typeof(LiveTenant);

    /// <summary>Notes the tenant that the request's address names.</summary>
    public static void Note(HttpContext context, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[ItemKey] = tenant;
    }

    /// <summary>The tenant of a connection.</summary>
    /// <exception cref="HubException">The address names none.</exception>
    public static Tenant Of(HubCallerContext context) =>
        context.GetHttpContext()?.Items[ItemKey] as Tenant ?? throw new HubException("No tenant in the address.");
}
