namespace Fachwerk.Backend.Gateway;

/// <summary>What a controller has spent of its events; the moments are those of <see cref="EventBudget"/>.</summary>
/// <param name="DepotUntil">Of its ceiling.</param>
/// <param name="ShareUntil">Of its share.</param>
/// <param name="Tenant">Whose it is, once it has spent anything.</param>
internal readonly record struct EventAccount(int DepotUntil, int ShareUntil, int Tenant);
