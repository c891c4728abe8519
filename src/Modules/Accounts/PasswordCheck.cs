namespace Feria.Accounts;

/// <summary>Asks a known account for its password, with the slow-down a sign-in has.</summary>
public sealed class PasswordCheck(Database db, Vault vault, Passwords passwords)
{
    /// <summary>Null where the password is right.</summary>
    public async Task<Refusal?> RefuseAsync(Guid account, string password, Visit visit, CancellationToken stop)
    {
        Kept? kept;
        await using (var session = await db.ReadFreshAsync(stop))
            kept = await session.OneOrNullAsync<Kept>(FindSql, new { db.Region, account });
        if (kept is null) return KernelRefusals.SignInNeeded;

        using var turn = await passwords.TurnAsync(stop);
        if (turn is null) return KernelRefusals.TooManyRequests;
        var attempt = new Attempt(vault, vault.OpenEmail(kept.EmailSealed), visit.Network);
        if (await attempt.ClaimAsync(db, stop) is { } wait) return wait;
        if (!passwords.Verify(kept.PasswordHash, password)) return Refusals.WrongPassword;

        await using var tx = await db.WriteAsync(stop);
        await attempt.ForgiveAsync(tx);
        await tx.CommitAsync();
        return null;
    }

    /// <summary>Null where the caller is the account or knows its password: a link proves only the mailbox.</summary>
    public async Task<Refusal?> RefuseHolderAsync(
        Guid account, Caller caller, string? password, Visit visit, CancellationToken stop) =>
        caller.Account == account ? null
        : password is null ? Refusals.PasswordNeeded
        : await RefuseAsync(account, password, visit, stop);

    sealed record Kept(byte[] EmailSealed, string PasswordHash);

    const string FindSql = """
        -- accounts.password-check.find
        select email_sealed, password_hash from accounts.account
        where region = @Region and id = @account and status <> 'closed'
        """;
}
