using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Connection, supply and faults of a depot in people's words.</summary>
public sealed class ConnectionPresenter(Texts texts, LocalTime time)
{
    // "Booted" is news, not a fault; the keypad's lock shows in the timeline too but keeps people out right now.
    private static readonly CheckInFlags[] Faults =
    [
        CheckInFlags.AlarmWaits, CheckInFlags.ClockUntrusted, CheckInFlags.MainsLost, CheckInFlags.Tamper,
        CheckInFlags.KeypadLocked, CheckInFlags.StorageFault, CheckInFlags.DisplayFault, CheckInFlags.ExpanderFault
    ];

    public ConnectionMessage Show(DepotId depot, DepotContact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return new ConnectionMessage(
            depot,
            contact.State.ToString(),
            texts.Of("connection", contact.State),
            NoteOf(contact),
            contact.LastContact,
            contact.SupplyMillivolts,
            FaultsOf(contact),
            contact.HoldsEvents ? "Trouble" : "Quiet",
            contact.HoldsEvents ? texts["connection.held.advice"] : "");
    }

    private List<string> FaultsOf(DepotContact contact)
    {
        List<string> faults = contact.HoldsEvents ? [texts["connection.held"]] : [];
        faults.AddRange(Faults.Where(fault => contact.Flags.HasFlag(fault)).Select(fault => texts.Of("fault", fault)));
        return faults;
    }

    private string NoteOf(DepotContact contact) => contact switch
    {
        { LastContact: null } => texts["connection.note.Never"],
        { State: ConnectionState.Online, NextExpected: { } next } =>
            texts["connection.note.Online", time.Seconds(contact.LastContact.Value), time.Seconds(next)],
        { State: ConnectionState.Online } => texts["connection.note.Heard", time.Seconds(contact.LastContact.Value)],
        { State: ConnectionState.Late } => texts["connection.note.Late", time.Seconds(contact.LastContact.Value)],
        _ => texts["connection.note.Offline", time.Minutes(contact.LastContact.Value)]
    };
}
