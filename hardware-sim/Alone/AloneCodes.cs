using System.Globalization;
using System.Security.Cryptography;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Simulator.Alone;

/// <summary>The codes of a depot without a backend: with them each row of the table in KEYPAD.md can be seen.</summary>
internal static class AloneCodes
{
    /// <summary>More than a depot is given.</summary>
    internal const int CodesMax = 16;

    private const int CodeSpace = 100_000_000;

    /// <summary>New codes.</summary>
    internal static IEnumerable<AloneCode> Make(uint controller, DateTimeOffset now)
    {
        HashSet<string> taken = [];
        string Next()
        {
            string digits;
            do
                digits = RandomNumberGenerator.GetInt32(CodeSpace).ToString("D8", CultureInfo.InvariantCulture);
            while (!taken.Add(digits));
            return digits;
        }

        const CodeFlags Always = CodeFlags.UntilRevoked;
        return
        [
            new(controller, Next(), "opens compartment 1", 1),
            new(controller, Next(), "opens compartment 2 and answers in English", 2,
                Flags: Always | CodeFlags.SecondLanguage),
            new(controller, Next(), "opens compartment 3 unless the clock is unknown", 3, Flags: CodeFlags.None),
            new(controller, Next(), "opens compartment 4, once", 4, Uses: 1),
            new(controller, Next(), "opens compartment 1 under duress, which nobody sees", 1,
                Flags: Always | CodeFlags.Duress),
            new(controller, Next(), "is not valid before next year", 1, Flags: CodeFlags.None,
                NotBefore: now.AddYears(1).ToUnixTimeSeconds()),
            new(controller, Next(), "expired yesterday", 1, Flags: CodeFlags.None,
                NotAfter: now.AddDays(-1).ToUnixTimeSeconds()),
            new(controller, Next(), "takes a deposit and asks for the size", Flags: Always | CodeFlags.Deposit),
            new(controller, Next(), "takes a deposit of size L; there are three", Flags: Always | CodeFlags.Deposit,
                Wanted: (int)CompartmentSize.Large),
            new(controller, Next(), "opens the maintenance menu", Flags: Always | CodeFlags.Maintenance)
        ];
    }
}
