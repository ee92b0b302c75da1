using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.People;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariants 1, 2 and 10: who may open what, judged from what people typed, what the backend issued and what lies in
/// the compartments; not from what the firmware thinks.
/// </summary>
internal sealed class Entitlement(WorldDepot depot, WorldCore world)
{
    private const int ReopenMs = 121_000;
    private const int ExplainedForMs = 90_000;
    private const int SamePulseMs = 5;
    private const int HourSeconds = 3_600;
    private const int EarlySeconds = 600;
    private const int FirstUseHours = 24;

    private readonly Dictionary<long, int> _orderOpenings = [];
    private readonly HashSet<long> _ordersPulsed = [];
    private readonly Dictionary<int, (uint Start, HashSet<int> Marks)> _offlineUsed = [];
    private readonly Dictionary<uint, OrderSending> _orders = [];
    private (uint CodeId, int Boot) _menu;

    /// <summary>An order leaves. Of its sendings, the one that lets it be carried out longest counts.</summary>
    public void Sending(OrderSending order)
    {
        if (!_orders.TryGetValue(order.OrderId, out OrderSending? former) || former.NotAfter < order.NotAfter)
            _orders[order.OrderId] = order;
    }

    /// <summary>True when a coil got current for an order.</summary>
    public bool HasPulsed(long orderId) => _ordersPulsed.Contains(orderId);

    /// <summary>A new event stands in the journal.</summary>
    public void Judge(SeenEvent seen)
    {
        switch (seen.Kind)
        {
            case EventKind.CodeAccepted:
                JudgeCode(seen);
                break;
            case EventKind.OfflineAccepted:
                JudgeOffline(seen);
                break;
            case EventKind.Reopened:
                JudgeReopening(seen);
                break;
            case EventKind.DepositSwapped:
                JudgeSwap(seen);
                break;
            case EventKind.OrderStarted:
                JudgeOrder(seen);
                break;
            case EventKind.MaintenanceEntered:
                JudgeMenu(seen);
                break;
            case EventKind.BreakIn:
            case EventKind.Quarantined when seen.Detail1 == (uint)QuarantineCause.Order:
                depot.Of(seen.Compartment).LastOpener = 0;
                break;
            case EventKind.DoorClosed:
            case EventKind.DoorFoundClosed:
            case EventKind.DoorBlocked:
                depot.Of(seen.Compartment).ClosedMs = seen.SeenMs;
                depot.Of(seen.Compartment).End();
                break;
            case EventKind.DoorOpened:
            case EventKind.DoorFoundOpen:
                depot.Of(seen.Compartment).End();
                break;
            default:
                break;
        }
    }

    /// <summary>A coil gets current.</summary>
    public void Pulse(int compartment)
    {
        WorldCompartment place = depot.Of(compartment);
        // The supply may end and start anew within a pulse.
        if (place.Opening is { } present && world.Time.NowMs - present.PulsedMs <= SamePulseMs)
            return;
        Opening? opening = place.Next(world.Time.NowMs);
        if (opening is null || opening.Explanation.Boot != depot.Sim.Boots
            || world.Time.NowMs - opening.Explanation.SeenMs > ExplainedForMs)
        {
            Refuse($"no event of this boot explains a pulse of compartment {compartment}");
            return;
        }

        opening.PulsedMs = world.Time.NowMs;
        opening.Pulses++;
        // A door that is open already gets one pulse.
        opening.IsDone = depot.IsOpen(compartment);
        foreach (Opening waiting in place.Openings.Where(o => o.Explanation.Kind == EventKind.OrderStarted))
            _ordersPulsed.Add(waiting.Explanation.Detail1);
        world.Trace.Add(depot.Index, "pulse", compartment, opening.Pulses);
        if (opening.Pulses > Opening.PulsesMax)
            Refuse($"{opening.Pulses} pulses of compartment {compartment} for one event");
        if (opening.Pulses == 1)
            Count(place, opening);
    }

    private void Count(WorldCompartment place, Opening opening)
    {
        EventKind kind = opening.Explanation.Kind;
        uint id = opening.Explanation.Detail1;
        IssuedCode? code = opening.Code;
        bool isCode = code is { IsMaintenance: false };
        if (kind == EventKind.CodeAccepted && isCode && ++code!.Openings > code.Record!.Uses && code.Record.Uses > 0)
            Once($"code {id} with {code.Record.Uses} uses opens for the {code.Openings}th time");
        if (kind == EventKind.OrderStarted && (_orderOpenings[id] = _orderOpenings.GetValueOrDefault(id) + 1) > 1)
            Once($"order {id} opens again");
        if (kind == EventKind.OfflineAccepted && code!.Offline!.Class == OfflineCode.OneTimeClass
            && ++code.Openings > 1)
            Once($"a one-time offline code opens compartment {place.Number} again");
        if (place.Content is { } content && isCode && !code!.IsRevived && !IsContentOf(content, kind, code))
            world.Report(depot.Index, Invariant.ContentsAreSafe,
                $"code {code!.Id} ({kind}, {code.Record?.Flags}) opens compartment {place.Number} ({place.Use}), where "
                + $"something under {string.Join(", ", content.CodeIds)} lies");
        place.LastOpener = isCode ? code!.Id : 0;
        place.LastWasOffline = kind == EventKind.OfflineAccepted || kind == EventKind.Reopened && code?.Offline != null;
        place.LastBoot = depot.Sim.Boots;
        place.ClosedMs = null;
    }

    // A deposit goes into an empty compartment, or into one that the same deposit opened before.
    private static bool IsContentOf(Parcel content, EventKind kind, IssuedCode code) => code.Offline is not null
        || content.CodeIds.Contains(code.Id) && (!code.IsDeposit || kind == EventKind.Reopened);

    private void JudgeCode(SeenEvent seen)
    {
        if (!depot.Codes.TryGetValue(seen.Detail1, out IssuedCode? code))
        {
            Refuse($"code {seen.Detail1} was never issued");
            return;
        }

        depot.Of(seen.Compartment).Explain(new Opening(seen, code));
        if (code.IsMaintenance)
        {
            if (_menu != (code.Id, depot.Sim.Boots))
                Refuse($"maintenance code {code.Id} opens a door without the menu");
            return;
        }

        JudgeTableCode(seen, code);
        depot.Of(seen.Compartment).TakenBy = code.IsDeposit ? code : null;
        CodeRecord record = code.Record!;
        if (!code.IsDeposit && record.Compartment != seen.Compartment)
            Refuse($"code {code.Id} is of another compartment than {seen.Compartment}");
        long version = depot.Parts!.Table.Version;
        if (record.Compartment == CodeRecord.AnyCompartment
            && depot.Tables.Compartment(version, seen.Compartment)?.Pool != CompartmentPool.Depot)
            Refuse($"a deposit takes compartment {seen.Compartment}, which is not the depot's to give");
    }

    private void JudgeTableCode(SeenEvent seen, IssuedCode code)
    {
        CodeRecord record = code.Record!;
        // A size may have been asked for after the code.
        bool isTyped = code.IsDeposit || depot.Keys.Ends(code.Digits, world.Time.NowMs);
        if (!isTyped)
            Refuse($"nobody typed code {code.Id}");
        if (!depot.Tables.Holds(depot.Parts!.Table.Version, code.Bytes, code.Bytes[CodeRecord.KeyOffset..]))
            Refuse($"code {code.Id} is not in the depot's table");
        bool hasWindow = (record.Flags & CodeFlags.UntilRevoked) == 0;
        if (hasWindow && (seen.Time < record.NotBefore || seen.Time >= record.NotAfter))
            Refuse($"code {code.Id} opens outside its window");
    }

    private void JudgeMenu(SeenEvent seen)
    {
        if (!depot.Codes.TryGetValue(seen.Detail1, out IssuedCode? code) || !code.IsMaintenance)
            Refuse($"code {seen.Detail1} opens the menu");
        else
            JudgeTableCode(seen, code);
        _menu = (seen.Detail1, depot.Sim.Boots);
    }

    private void JudgeOffline(SeenEvent seen)
    {
        IssuedCode code = depot.Offline.Find(c => c.Offline!.Compartment == seen.Compartment
                && c.Offline.Start == seen.Detail1 && c.Offline.Mark == (int)seen.Detail2)
            ?? Guessed(seen);
        if (!depot.Keys.Ends(code.Digits, world.Time.NowMs))
        {
            Refuse($"an offline code that nobody typed opens compartment {seen.Compartment}");
            return;
        }

        depot.Of(seen.Compartment).Explain(new Opening(seen, code));
        OfflineCode offline = code.Offline!;
        (uint newest, HashSet<int> marks) = _offlineUsed.GetValueOrDefault(seen.Compartment, (0, []));
        bool isUsed = offline.Start == newest && marks.Contains(offline.Mark);
        long start = (long)offline.Start * HourSeconds;
        long end = start + OfflineCode.HoursOf(offline.Class) * HourSeconds;
        long firstUseEnd = Math.Min(end, start + FirstUseHours * HourSeconds);
        if (seen.Time + EarlySeconds < start || seen.Time >= (isUsed ? end : firstUseEnd))
            Refuse($"an offline code opens compartment {seen.Compartment} outside its window");
        if (offline.Start < newest && seen.Time >= (long)newest * HourSeconds)
            Refuse($"a replaced offline code opens compartment {seen.Compartment}");
        long version = depot.Parts!.Table.Version;
        if (offline.Start < (depot.Tables.Compartment(version, seen.Compartment)?.OfflineFloor ?? 0))
            Refuse($"a revoked offline code opens compartment {seen.Compartment}");
        if (offline.Start > newest)
            _offlineUsed[seen.Compartment] = (offline.Start, [offline.Mark]);
        else
            marks.Add(offline.Mark);
    }

    // A guess hits now and then, with less than one in a million: whether it meant this door is what counts.
    private IssuedCode Guessed(SeenEvent seen)
    {
        world.Tally.Count("deed a guess that hits");
        return CodeIssuer.MakeOffline(depot, new OfflineCode
        {
            Compartment = seen.Compartment, Start = seen.Detail1,
            Class = (int)seen.Detail2 / OfflineCode.Serials, Serial = (int)seen.Detail2 % OfflineCode.Serials,
        });
    }

    private void JudgeReopening(SeenEvent seen)
    {
        WorldCompartment place = depot.Of(seen.Compartment);
        bool isOffline = seen.Detail1 == 0;
        bool isSame = isOffline ? place.LastWasOffline : place.LastOpener == seen.Detail1 && place.LastOpener != 0;
        if (!isSame || place.LastBoot != depot.Sim.Boots)
            Refuse($"compartment {seen.Compartment} is reopened by another than opened it");
        else if (place.ClosedMs is not { } closed || world.Time.NowMs - closed > ReopenMs)
            Refuse($"compartment {seen.Compartment} is reopened too late");
        IssuedCode? code = isOffline ? place.Opening?.Code : depot.Codes.GetValueOrDefault(seen.Detail1);
        place.Explain(new Opening(seen, code));
    }

    private void JudgeSwap(SeenEvent seen)
    {
        IssuedCode? code = depot.Codes.GetValueOrDefault(seen.Detail1);
        WorldCompartment given = depot.Of((int)seen.Detail2);
        if (code is not { IsDeposit: true } || given.TakenBy != code)
            Refuse($"compartment {given.Number} is given back by another than took it");
        depot.Of(seen.Compartment).TakenBy = code;
        depot.Of(seen.Compartment).Explain(new Opening(seen, code));
    }

    private void JudgeOrder(SeenEvent seen)
    {
        if (!_orders.TryGetValue(seen.Detail1, out OrderSending? order) || order.Kind != (int)OrderKind.Open
            || order.Compartment != seen.Compartment)
            Refuse($"order {seen.Detail1} was never given for compartment {seen.Compartment}");
        else if (seen.Time > order.NotAfter)
            Refuse($"order {seen.Detail1} is carried out after its time");
        depot.Of(seen.Compartment).Explain(new Opening(seen, null));
    }

    private void Refuse(string text) => world.Report(depot.Index, Invariant.OnlyTheEntitledOpen, text);

    private void Once(string text) => world.Report(depot.Index, Invariant.OnceOnly, text);
}
