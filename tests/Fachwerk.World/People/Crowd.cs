using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>The people of one depot: who there is at the beginning, and who comes when.</summary>
/// <param name="isGuessed">Somebody tries offline codes between all the others, for hours.</param>
internal sealed class Crowd(WorldCore world, WorldDepot depot, Backoffice office, bool isGuessed)
{
    private const double ArrivalMs = 90_000;
    private const double OfficeMs = 240_000;
    private const double GuessMs = 60_000;
    private const int PickupMinMs = 20_000;
    private const int PickupMaxMs = 1_800_000;

    private readonly KeypadQueue _keypad = new(world);
    private readonly List<IssuedCode> _deposits = [];
    private readonly List<IssuedCode> _keys = [];
    private readonly List<IssuedCode> _maintenance = [];

    private WorldRandom Random => world.Random;

    /// <summary>Gives every compartment its use, issues the first codes, and lets people come.</summary>
    public void Settle()
    {
        List<TableChange> changes = [];
        foreach (WorldCompartment place in depot.Compartments)
        {
            place.Use = Random.Of(
                [CompartmentUse.Deposits, CompartmentUse.Deposits, CompartmentUse.Filled, CompartmentUse.Filled,
                    CompartmentUse.Key, CompartmentUse.Offline]);
            bool isDepots = place.Use == CompartmentUse.Deposits;
            changes.Add(Backoffice.Pool(
                depot, place.Number, isDepots ? CompartmentPool.Depot : CompartmentPool.Backend));
            if (place.Use == CompartmentUse.Key)
                changes.AddRange(NewKey(place));
        }

        for (int i = 0; i < 3; i++)
        {
            _deposits.Add(office.Issuer.Make(depot, CodeRecord.AnyCompartment, Random.Of([0, 0, 1, 20]),
                CodeFlags.Deposit | CodeFlags.UntilRevoked, Random.Of([0, 1, 2, 8])));
        }

        _maintenance.Add(office.Issuer.Make(depot, CodeRecord.AnyCompartment, 0,
            CodeFlags.Maintenance | CodeFlags.UntilRevoked | CodeFlags.SecondLanguage));
        changes.AddRange(_deposits.Concat(_maintenance).Select(Backoffice.Put));
        office.Change(depot, [.. changes]);
        foreach (WorldCompartment place in depot.Compartments.Where(p => p.Use == CompartmentUse.Filled))
            world.Agenda.In(Random.Between(5_000, 400_000), () => office.Refill(depot, place));
        Often(ArrivalMs, Arrive);
        Often(OfficeMs, WorkInTheOffice);
        if (isGuessed)
            Often(GuessMs, new Guesser(world, depot, office, _keypad).Come);
    }

    /// <summary>Somebody was given a code.</summary>
    public void Invite(IssuedCode code) => world.Agenda.In(
        Random.Spread(PickupMinMs, PickupMaxMs),
        new Visitor(world, depot, office, _keypad, code).Come);

    private IEnumerable<TableChange> NewKey(WorldCompartment place)
    {
        IssuedCode key = office.Issuer.Make(depot, place.Number, 0,
            CodeFlags.UntilRevoked | (Random.Chance(0.5) ? CodeFlags.MoreTime : CodeFlags.None));
        _keys.Add(key);
        place.Content = new Parcel(key.Id);
        yield return Backoffice.Put(key);
        if (office.Issuer.MakeDuress(depot, key) is { } duress)
        {
            _keys.Add(duress);
            place.Content.CodeIds.Add(duress.Id);
            yield return Backoffice.Put(duress);
        }
    }

    private void Often(double meanMs, Action action) => world.Agenda.In(Random.Wait(meanMs), () =>
    {
        if (world.IsAtRest)
            return;
        action();
        Often(meanMs, action);
    });

    private void Arrive()
    {
        switch (Random.Between(0, 13))
        {
            case <= 3:
                new Courier(world, depot, office, _keypad, Random.Of(_deposits)).Come();
                break;
            case <= 6 when _keys.Count > 0:
                new Visitor(world, depot, office, _keypad, Random.Of(_keys)).Come();
                break;
            case <= 8 when OfflineCompartment() is { } compartment:
                new Visitor(world, depot, office, _keypad, office.Issuer.MakeOffline(depot, compartment)).Come();
                break;
            case 9:
                new Technician(world, depot, office, _keypad, Random.Of(_maintenance)).Come();
                break;
            case 10 when depot.Codes.Count > 0:
                // A code of earlier: used up, revoked or not valid yet.
                new Visitor(world, depot, office, _keypad,
                    depot.Codes[(uint)Random.Between(1, depot.Codes.Count)]).Come();
                break;
            case 11:
                new SlipHolder(world, depot, office, _keypad).Come();
                break;
            case 12:
                new Babbler(world, depot, office, _keypad).Come();
                break;
            default:
                new Vandal(world, depot, office, _keypad).Come();
                break;
        }
    }

    private int? OfflineCompartment()
    {
        WorldCompartment[] places = [.. depot.Compartments.Where(p => p.Use == CompartmentUse.Offline)];
        return places.Length == 0 ? null : Random.Of(places).Number;
    }

    private void WorkInTheOffice()
    {
        WorldCompartment place = Random.Of(depot.Compartments);
        switch (Random.Between(0, 11))
        {
            case <= 2:
                office.OpenFor(depot, place.Number, takesOut: false);
                break;
            case 3:
                office.Order(depot, OrderKind.LiftLockout);
                break;
            case 4:
                office.Order(depot, OrderKind.Quarantine, place.Number);
                break;
            case 5:
                office.Order(depot, OrderKind.LiftQuarantine, place.Number);
                break;
            case 6:
                office.Order(depot, Random.Of([OrderKind.Identify, OrderKind.Reboot, (OrderKind)99]));
                break;
            case 7:
                office.Order(depot, OrderKind.Open, Random.Of([depot.Compartments.Count + 1, 64]));
                break;
            case 8:
                ChangeASetting();
                break;
            case 9 when OfflineCompartment() is { } compartment:
                office.Change(depot, Backoffice.Pool(depot, compartment, CompartmentPool.Backend,
                    (uint)(world.Time.UnixSeconds / 3_600)));
                break;
            case 10 when _keys.Count > 0:
                Revoke(Random.Of(_keys));
                break;
            default:
                office.OpenFor(depot, place.Number, takesOut: true);
                break;
        }
    }

    private void Revoke(IssuedCode key)
    {
        _keys.Remove(key);
        WorldCompartment place = depot.Of(key.Record!.Compartment);
        bool hasOthers = _keys.Exists(k => k.Record!.Compartment == place.Number);
        office.Change(depot, [Backoffice.Remove(key), .. hasOthers ? [] : NewKey(place)]);
        // The revoked code opens until the depot has heard of it: what it guards was taken away first.
        place.Content = null;
    }

    private void ChangeASetting()
    {
        byte[] setting = Random.Of<byte[]>(
        [
            [(byte)SettingKey.EntryTimeout, (byte)Random.Between(5, 60)],
            [(byte)SettingKey.BootSpread, 0, (byte)Random.Between(0, 60)],
            [(byte)SettingKey.Languages, (byte)Random.Between(0, 1)],
            [(byte)SettingKey.PulseLength, 0, (byte)Random.Between(100, 250)],
            Hours(Random.Chance(0.7) ? 1_440 : (int)(world.Time.UnixSeconds / 60 % 1_440) + 2),
        ]);
        office.Change(depot, new TableChange(RecordKind.Setting, setting[..1], setting));
    }

    // Every day from midnight to some minute; the clock of the site is UTC.
    private static byte[] Hours(int untilMinute) =>
        [(byte)SettingKey.OpeningHours, 0x7F, 0, 0, (byte)(untilMinute >> 8), (byte)untilMinute];
}
