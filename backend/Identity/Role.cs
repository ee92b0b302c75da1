using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>A role of a tenant.</summary>
public sealed class Role : IdentityRole<Guid>;
