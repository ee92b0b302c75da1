using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>A signed-in account of a tenant.</summary>
public sealed class User : IdentityUser<Guid>;
