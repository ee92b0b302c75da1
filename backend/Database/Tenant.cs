namespace Fachwerk.Backend.Database;

/// <summary>A customer organisation as the catalogue has it.</summary>
/// <param name="Number">The fleet's number of it; never reused.</param>
/// <param name="Slug">Its part of addresses, for example <c>acme</c>.</param>
/// <param name="Name">Its name as people read it.</param>
/// <param name="Database">The name of its own database.</param>
public sealed record Tenant(int Number, string Slug, string Name, string Database);
