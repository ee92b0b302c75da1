namespace Fachwerk.Backend.Gateway;

/// <summary>What a controller has spent of its events; the moments are those of <see cref="EventBudget"/>.</summary>
/// <param name="DepotUntil">Of its ceiling.</param>
/// <param name="ShareUntil">Of its share.</param>
/// <param name="Tenant">Whose it is, once it has spent anything.</param>
/// <param name="HeldUntil">Until then it counts as held: some of its events were refused shortly before.</param>
internal readonly record struct EventAccount(int DepotUntil, int ShareUntil, int Tenant, int HeldUntil);
