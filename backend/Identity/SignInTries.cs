using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// An account's tries, counted for all nodes in its database: a try is taken before its password is looked at, in one
/// statement, so that as many as come at once have no more of them. Browsers that have signed in to the account before
/// have tries of their own: strangers cannot use those up. Scoped.
/// </summary>
public sealed class SignInTries(TenantDbContext db, TimeProvider time)
{
    /// <summary>Wrong tries of an account within a window.</summary>
    public const int TriesMax = 5;

    /// <summary>From the first of them on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>How long a try waits for the database.</summary>
    public static readonly TimeSpan TakeMax = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Takes a try. Whoever goes away meanwhile stops it no more: it could be taken then, and nobody would know.
    /// </summary>
    /// <param name="name">Normalised.</param>
    /// <returns>Null when there is no such account.</returns>
    public async Task<AccountTry?> TakeAsync(string name, bool isKnown)
    {
        await db.Database.OpenConnectionAsync();
        try
        {
            // The count of an existing account does not wait for the disk, which would tell it from none by the time;
            // what a server that dies loses is the count of a moment.
            await using var command = new NpgsqlCommand("""
                with soon as materialized (
                    select set_config('synchronous_commit', 'off', true)
                ),
                account as (
                    select id, password_hash, coalesce(security_stamp, '') as stamp,
                        not lockout_enabled or coalesce(lockout_end <= $3, true) as is_open
                    from users, soon
                    where normalized_user_name = $1
                ),
                taken as (
                    insert into sign_in_tries as t (account, is_known, used, ends_at)
                    select id, $2, 1, $3 + $4 from account where is_open
                    on conflict (account, is_known) do update
                    set used = case when t.ends_at <= $3 then 1 else t.used + 1 end,
                        ends_at = case when t.ends_at <= $3 then excluded.ends_at else t.ends_at end
                    where t.ends_at <= $3 or t.used < $5
                    returning account
                )
                select id, password_hash, exists (select from taken), stamp from account
                """, (NpgsqlConnection)db.Database.GetDbConnection());
            command.CommandTimeout = (int)TakeMax.TotalSeconds;
            command.With(name).With(isKnown).With(time.GetUtcNow()).With(Window).With(TriesMax);
            await using var row = await command.ExecuteReaderAsync();
            return await row.ReadAsync()
                ? new AccountTry(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2),
                    row.GetString(3))
                : null;
        }
        finally
        {
            // The connection is not held while the password is hashed.
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>
    /// The try was right, or nobody looked at it: it counts for nothing, also for whoever has gone away; and the
    /// password is kept at the present cost.
    /// </summary>
    /// <param name="newHash">The password anew, if its hash was of an older cost.</param>
    public async Task SettleAsync(AccountTry account, bool isKnown, string? newHash = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        await db.Database.ExecuteSqlAsync($"""
            update sign_in_tries set used = used - 1
            where account = {account.Account} and is_known = {isKnown} and used > 0
            """);
        if (newHash is not null)
        {
            // Unless it has just been changed.
            await db.Database.ExecuteSqlAsync($"""
                update users set password_hash = {newHash}
                where id = {account.Account} and password_hash = {account.PasswordHash}
                """);
        }
    }
}

/// <summary>An account that someone tries to sign in to.</summary>
/// <param name="Account">Its id.</param>
/// <param name="PasswordHash">What the password is compared with; null when it has none.</param>
/// <param name="IsTaken">Whether there was a try left.</param>
/// <param name="SecurityStamp">Of that password: a session lives as long as the account has it.</param>
public sealed record AccountTry(Guid Account, string? PasswordHash, bool IsTaken, string SecurityStamp);
