using Microsoft.AspNetCore.Components;

namespace Fachwerk.Backend.Web;

/// <summary>Addresses of our own files under their fingerprint, so that browsers may keep them for ever.</summary>
public sealed class SiteAssets
{
    /// <summary>The fingerprinted address of <paramref name="file"/> below the tenant's path.</summary>
    public string Url(HttpContext context, string file)
    {
        ResourceAssetCollection? assets = context.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>();
        return $"{context.Request.PathBase}/{assets?[file] ?? file}";
    }
}
