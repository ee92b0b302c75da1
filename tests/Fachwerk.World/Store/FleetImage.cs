namespace Fachwerk.World.Store;

/// <summary>The fleet database as it was at a moment: what a backup holds, or a standby that fell behind.</summary>
internal sealed record FleetImage(IReadOnlyList<FleetRow> Rows, IReadOnlyList<InboxRow> Inbox);
