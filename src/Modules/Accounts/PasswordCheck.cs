namespace Feria.Accounts;

/// <summary>
/// Asks a known account for its password, with the slow-down a sign-in has. What changes how an account is entered asks
/// for the code of its second step as well; a letter's link, which proves the mailbox, for the password alone.
/// </summary>
public sealed class PasswordCheck(Database db, Vault vault, Passwords passwords, SecondStep steps)
{
    /// <summary>Null where the password is right, and so is the code where the account has a second step.</summary>
    public async Task<Refusal?> RefuseAsync(
        Guid account, string password, string? code, Visit visit, CancellationToken stop)
    {
        var (attempt, refusal) = await TryAsync(account, password, visit, stop);
        if (refusal is not null) return refusal;
        var wait = await steps.ClaimAsync(account, code, visit, stop);

        await using var tx = await db.WriteAsync(stop);
        refusal = wait ?? await steps.RefuseAsync(tx, account, code, visit);
        await attempt!.ForgiveAsync(tx);
        await tx.CommitAsync();
        return refusal;
    }

    /// <summary>Null where the caller is the account or knows its password: a link proves only the mailbox.</summary>
    public async Task<Refusal?> RefuseHolderAsync(
        Guid account, Caller caller, string? password, Visit visit, CancellationToken stop)
    {
        if (caller.Account == account) return null;
        if (password is null) return Refusals.PasswordNeeded;
        var (attempt, refusal) = await TryAsync(account, password, visit, stop);
        if (refusal is not null) return refusal;

        await using var tx = await db.WriteAsync(stop);
        await attempt!.ForgiveAsync(tx);
        await tx.CommitAsync();
        return null;
    }

    // The try stands as failed until it is forgiven.
    async Task<(Attempt? Attempt, Refusal? Refusal)> TryAsync(
        Guid account, string password, Visit visit, CancellationToken stop)
    {
        Kept? kept;
        await using (var session = await db.ReadFreshAsync(stop))
            kept = await session.OneOrNullAsync<Kept>(FindSql, new { db.Region, account });
        if (kept is null) return (null, KernelRefusals.SignInNeeded);

        using var turn = await passwords.TurnAsync(stop);
        if (turn is null) return (null, KernelRefusals.TooManyRequests);
        var attempt = new Attempt(vault, vault.OpenEmail(kept.EmailSealed), visit.Network);
        if (await attempt.ClaimAsync(db, stop) is { } wait) return (null, wait);
        return passwords.Verify(kept.PasswordHash, password) ? (attempt, null) : (null, Refusals.WrongPassword);
    }

    sealed record Kept(byte[] EmailSealed, string PasswordHash);

    const string FindSql = """
        -- accounts.password-check.find
        select email_sealed, password_hash from accounts.account
        where region = @Region and id = @account and status <> 'closed'
        """;
}
