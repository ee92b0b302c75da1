using Fachwerk.Simulator.Depots;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>What name servers can make dear.</summary>
internal static class NameRuns
{
    private const string What = BudgetRuns.Names;

    public static void Run(CountedDepot depot)
    {
        depot.Start();
        depot.Rig.Gateway.IsAnswering = true;
        depot.Rig.Depot.Network.NameServers = NameFault.AnswersAnything;
        depot.Run(What + ": name servers answer nonsense", 20 * 60_000);
        depot.Rig.Depot.Network.NameServers = NameFault.Silent;
        depot.Run(What + ": name servers are silent", 5 * 60_000);
        depot.Rig.Depot.Network.NameServers = NameFault.None;
        depot.Rig.Gateway.Mangle = Winding;
        depot.Run(What + ": a winding answer", 5 * 60_000);
    }

    // A row of pointers, each to the one before, and an address whose owner is the last.
    private static byte[] Winding(byte[] answer)
    {
        byte[] question = answer[..^16];
        byte[] row = [.. Enumerable.Range(0, 200).SelectMany(i => Pointer(question.Length + 12 + 2 * (i - 1)))];
        byte[] first = [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, (byte)(row.Length >> 8), (byte)row.Length];
        byte[] owner = Pointer(question.Length + 12 + row.Length - 2);
        byte[] winding = [.. question, .. first, .. row, .. owner, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1];
        winding[7] = 2;
        return winding;
    }

    private static byte[] Pointer(int to) => [(byte)(0xC0 | to >> 8), (byte)to];
}
