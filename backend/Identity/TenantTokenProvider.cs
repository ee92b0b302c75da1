using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Fachwerk.Backend.Identity;

/// <summary>Mailed tokens (password reset, confirmation), bound to the tenant.</summary>
internal sealed class TenantTokenProvider(
    TenantBoundProtection protection,
    IOptions<DataProtectionTokenProviderOptions> options,
    ILogger<DataProtectorTokenProvider<User>> logger)
    : DataProtectorTokenProvider<User>(protection, options, logger);
