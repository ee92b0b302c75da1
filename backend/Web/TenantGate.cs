using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.StaticAssets;

namespace Fachwerk.Backend.Web;

/// <summary>
/// Behind the routing: what is not marked <see cref="TenantlessAttribute"/> does not exist without a tenant.
/// </summary>
public sealed class TenantGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, TenantContext tenant)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tenant);
        if (!tenant.IsEntered && context.GetEndpoint() is { } endpoint && !IsTenantless(endpoint))
        {
            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool IsTenantless(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<TenantlessAttribute>() is not null ||
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
