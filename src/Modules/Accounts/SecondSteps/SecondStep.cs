using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>What an account asks for beside its password: a code of an app, or one of its recovery codes.</summary>
public sealed class SecondStep(Database db, Vault vault, TimeProvider clock, IPostOffice post, Links links)
{
    // Nobody mistypes so often in a day.
    const int ToldAfter = 10;

    const string Column = "accounts.second_step.secret";

    /// <param name="SecretSealed">What the app makes codes of.</param>
    /// <param name="LastTaken">The last step a code of which was taken.</param>
    internal sealed record Kept(byte[] SecretSealed, DateTime? ConfirmedAt, long LastTaken);

    /// <summary>
    /// Counts a try at the account's code before it is made. Null where it may be made; nothing is counted where the
    /// account has no second step, or no code was given.
    /// </summary>
    internal async Task<Refusal?> ClaimAsync(Guid account, string? code, Visit visit, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(code)) return null;
        await using (var session = await db.ReadFreshAsync(stop))
            if (!await session.OneAsync<bool>(IsOnSql, new { db.Region, account }))
                return null;
        return await AttemptAt(account, visit).ClaimAsync(db, stop, (tx, failures) => failures == ToldAfter + 1
            ? Letters.TellAsync(tx, vault, post, account, "codes-tried", ("link", links.ForgotPassword))
            : Task.CompletedTask);
    }

    /// <summary>
    /// Whether the account's code is missing or wrong; null where it is right, or the account asks for none. A code
    /// that was right is used up with the commit.
    /// </summary>
    internal async Task<Refusal?> RefuseAsync(Tx tx, Guid account, string? code, Visit visit)
    {
        // Whoever comes with the same code at the same time waits here, and finds it taken.
        var kept = await tx.OneOrNullAsync<Kept>(LockSql, new { tx.Region, account });
        if (kept?.ConfirmedAt is null) return null;
        if (string.IsNullOrWhiteSpace(code)) return Refusals.SecondStepNeeded;
        if (!await TakeAsync(tx, account, kept, code)) return Refusals.WrongCode;
        await AttemptAt(account, visit).ForgiveAsync(tx);
        return null;
    }

    /// <summary>The account's own, locked; null where there is none, not even begun.</summary>
    internal Task<Kept?> LockAsync(Tx tx, Guid account) =>
        tx.OneOrNullAsync<Kept>(LockSql, new { tx.Region, account });

    internal Task<int> BeginAsync(Tx tx, Guid account, byte[] secret) => tx.ExecuteAsync(
        BeginSql, new { tx.Region, account, secret = vault.Seal(Convert.ToBase64String(secret), Column) });

    /// <summary>Takes a code of the app; true once a step and not for any before it.</summary>
    internal async Task<bool> TakeAppCodeAsync(Tx tx, Guid account, Kept kept, string code)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        var secret = Convert.FromBase64String(vault.Open(kept.SecretSealed, Column));
        if (Totp.StepOf(secret, digits, kept.LastTaken, clock.GetUtcNow()) is not { } step) return false;
        await tx.ExecuteAsync(TakeSql, new { tx.Region, account, step });
        return true;
    }

    /// <summary>Forgets it with its recovery codes; whether there was one.</summary>
    internal static async Task<bool> EndAsync(Tx tx, Guid account) =>
        await tx.ExecuteAsync(EndSql, new { tx.Region, account }) == 1;

    async Task<bool> TakeAsync(Tx tx, Guid account, Kept kept, string code) =>
        code.Count(char.IsAsciiLetterOrDigit) > 6
            ? await RecoveryCodes.UseAsync(tx, vault, account, code)
            : await TakeAppCodeAsync(tx, account, kept, code);

    Attempt AttemptAt(Guid account, Visit visit) => Attempt.OfCode(vault, account, visit.Network);

    const string IsOnSql = """
        -- accounts.second-step.is-on
        select exists (
            select from accounts.second_step
            where region = @Region and account_id = @account and confirmed_at is not null)
        """;

    const string LockSql = """
        -- accounts.second-step.lock
        select secret_sealed, confirmed_at, last_taken
        from accounts.second_step
        where region = @Region and account_id = @account
        for update
        """;

    // One that is on stays as it is.
    const string BeginSql = """
        -- accounts.second-step.begin
        insert into accounts.second_step as s (region, account_id, secret_sealed)
        values (@Region, @account, @secret)
        on conflict (region, account_id) do update
            set secret_sealed = excluded.secret_sealed, begun_at = now(), last_taken = 0
            where s.confirmed_at is null
        """;

    const string TakeSql = """
        -- accounts.second-step.take
        update accounts.second_step
        set last_taken = @step, confirmed_at = coalesce(confirmed_at, now())
        where region = @Region and account_id = @account
        """;

    const string EndSql = """
        -- accounts.second-step.end
        delete from accounts.second_step
        where region = @Region and account_id = @account and confirmed_at is not null
        """;
}
