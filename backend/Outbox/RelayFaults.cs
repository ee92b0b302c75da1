using Npgsql;

namespace Fachwerk.Backend.Outbox;

/// <summary>Whose fault a failed relay pass is: the row's, or the world's.</summary>
internal static class RelayFaults
{
    /// <summary>True when trying again later, unchanged, can succeed: the row is not to blame.</summary>
    public static bool IsOfTheWorld(Exception cause)
    {
        for (var one = cause; one is not null; one = one.InnerException)
        {
            if (one is OperationCanceledException or TimeoutException or ObjectDisposedException)
                return true;
            if (one is PostgresException answer)
                return answer.IsTransient || IsOfTheServer(answer.SqlState);
            if (one is NpgsqlException)
                return true;
        }

        return false;
    }

    // Classes 08 connection, 40 rollback, 53 resources, 57 operator, 58 system, XX internal; and a primary that has
    // become a standby.
    private static bool IsOfTheServer(string state) => state == PostgresErrorCodes.ReadOnlySqlTransaction ||
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("40", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
        || state.StartsWith("58", StringComparison.Ordinal) || state.StartsWith("XX", StringComparison.Ordinal);
}
