using System.Text;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Codes;
using Fachwerk.Simulator.Crypto;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Makes codes as the backend does: random digits, the tag under the depot's table key.</summary>
internal sealed class CodeIssuer(WorldCore world)
{
    private const long ForeverSeconds = uint.MaxValue;

    private readonly HashSet<(int Depot, string Digits)> _used = [];

    public IssuedCode Make(WorldDepot depot, int compartment, int uses, CodeFlags flags, int wanted = 0)
    {
        WorldRandom random = world.Random;
        long now = world.Time.UnixSeconds;
        bool isAlways = (flags & CodeFlags.UntilRevoked) != 0;
        string digits = Digits(depot, random.Chance(0.8) ? TableCode.DigitsMin : TableCode.DigitsMax);
        return Add(depot, digits, new CodeRecord
        {
            Compartment = compartment, Uses = uses, Flags = flags, Wanted = wanted,
            // Most are valid from their issue on.
            NotBefore = isAlways ? 0 : FromOf(now, random.Of([-3_600, 0, 0, 0, 300, 1_800])),
            NotAfter = isAlways ? ForeverSeconds : now + random.Of([600, 3_600, 86_400, 86_400]),
        });
    }

    /// <summary>The duress code of a code: its last digit plus one.</summary>
    public IssuedCode? MakeDuress(WorldDepot depot, IssuedCode code)
    {
        string digits = $"{code.Digits[..^1]}{(code.Digits[^1] - '0' + 1) % 10}";
        if (!_used.Add((depot.Index, digits)))
            return null;
        CodeRecord record = code.Record!;
        return Add(depot, digits, new CodeRecord
        {
            Compartment = record.Compartment, Uses = record.Uses, Flags = record.Flags | CodeFlags.Duress,
            NotBefore = record.NotBefore, NotAfter = record.NotAfter,
        });
    }

    public IssuedCode MakeOffline(WorldDepot depot, int compartment)
    {
        WorldRandom random = world.Random;
        int codeClass = random.Between(0, OfflineCode.Classes - 1);
        uint step = OfflineCode.StepOf(codeClass);
        uint hour = (uint)(world.Time.UnixSeconds / 3_600);
        uint start = hour / step * step + (random.Chance(0.2) ? step : 0) - (random.Chance(0.1) ? step : 0);
        OfflineCode offline = new()
        {
            Class = codeClass, Start = start, Compartment = compartment,
            Serial = random.Between(0, OfflineCode.Serials - 1),
        };
        IssuedCode? same = depot.Offline.Find(c => c.Offline!.Mark == offline.Mark && c.Offline.Start == start
            && c.Offline.Compartment == compartment);
        return same ?? MakeOffline(depot, offline);
    }

    /// <summary>The digits that mean just this, whether somebody was given them or guessed them.</summary>
    public static IssuedCode MakeOffline(WorldDepot depot, OfflineCode offline)
    {
        using SoftwareCryptoChip crypto = new();
        byte[] key = CodeKeys.DeriveOfflineKey(
            FrameworkHmac.Instance, depot.Identity.CodeSecret, depot.Identity.Controller);
        byte[] digits = new byte[OfflineCode.Digits];
        new OfflineCodeCipher(crypto.Aes, key, depot.Identity.Controller).Write(offline, digits, 0);
        IssuedCode code = new(Encoding.ASCII.GetString(digits)) { Offline = offline };
        depot.Offline.Add(code);
        return code;
    }

    private static long FromOf(long now, int seconds) => seconds == 0 ? 0 : now + seconds;

    private static IssuedCode Add(WorldDepot depot, string digits, CodeRecord record)
    {
        record.CodeId = (uint)depot.Codes.Count + 1;
        record.Tag = TagOf(depot, digits);
        byte[] bytes = new byte[CodeRecord.Length];
        record.Write(bytes, 0);
        IssuedCode code = new(digits) { Record = record, Bytes = bytes };
        depot.Codes[record.CodeId] = code;
        return code;
    }

    private string Digits(WorldDepot depot, int count)
    {
        string digits;
        do
        {
            digits = string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + world.Random.Between(0, 9))));
        }
        while (!_used.Add((depot.Index, digits)));
        return digits;
    }

    private static ulong TagOf(WorldDepot depot, string digits) => TableCode.Tag(FrameworkHmac.Instance,
        CodeKeys.DeriveTableKey(FrameworkHmac.Instance, depot.Identity.CodeSecret, depot.Identity.Controller),
        Encoding.ASCII.GetBytes(digits));
}
