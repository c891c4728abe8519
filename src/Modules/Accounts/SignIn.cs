using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// An account signs in and gets a new session; a guest's cart comes along. Whether it has a second step, or is
/// suspended, is told to nobody who does not know the password.
/// </summary>
public static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sessions", HandleAsync)
        .WithName(nameof(SignIn))
        .AllowAnyone()
        .Refuses(Refusals.WrongCredentials, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            Refusals.AccountSuspended, KernelRefusals.TooManyRequests)
        .WithExample(new Body("ana@example.com", "correct horse battery", null));

    /// <param name="Code">The second step's code, of accounts that have one.</param>
    public sealed record Body(
        [property: Length(1, 254)] string Email,
        [property: Length(1, 128)] string Password,
        [property: StringLength(20)] string? Code);

    public sealed record SignedInSession(string Token, DateTimeOffset ExpiresAt);

    public static async Task<Results<Ok<SignedInSession>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, Passwords passwords, SecondStep steps,
        ICarts carts, CancellationToken stop)
    {
        var index = vault.IndexEmail(body.Email);
        var attempt = new Attempt(vault, body.Email, visit.Network);
        using var turn = await passwords.TurnAsync(stop);
        if (turn is null) return KernelRefusals.TooManyRequests.AsProblem();
        if (await attempt.ClaimAsync(db, stop) is { } slow) return slow.AsProblem();

        Candidate[] candidates;
        await using (var session = await db.ReadFreshAsync(stop))
            candidates = [.. await session.ListAsync<Candidate>(CandidatesSql, new { index })];

        // Always an owner's hash and a pending account's, there or not: the time tells nothing.
        var owner = candidates.FirstOrDefault(candidate => candidate.Owns);
        var pending = candidates.FirstOrDefault(candidate => !candidate.Owns);
        var isOwner = passwords.Verify(owner?.PasswordHash, body.Password);
        var isPending = passwords.Verify(pending?.PasswordHash, body.Password);
        if ((isOwner ? owner : isPending ? pending : null) is not { } account)
            return Refusals.WrongCredentials.AsProblem();
        var rehashed = passwords.IsOutdated(account.PasswordHash) ? passwords.Hash(body.Password) : null;

        var wait = await steps.ClaimAsync(account.Id, body.Code, visit, stop);

        await using var tx = await db.WriteAsync(stop);
        var refusal = await tx.OneAsync<bool>(
            rehashed is null ? IsSuspendedSql : IsSuspendedAloneSql, new { tx.Region, account.Id })
            ? Refusals.AccountSuspended
            : wait ?? await steps.RefuseAsync(tx, account.Id, body.Code, visit);
        await attempt.ForgiveAsync(tx);
        if (refusal is not null)
        {
            await tx.CommitAsync();
            return refusal.AsProblem();
        }

        if (rehashed is not null)
            await tx.ExecuteAsync(RehashSql, new { tx.Region, account.Id, account.PasswordHash, rehashed });
        var opened = await Sessions.OpenAsync(tx, account.Id, visit);
        if (caller.Guest is { } guest) await carts.MergeAsync(tx, account.Id, guest);
        tx.Append(new SignedIn(account.Id, caller.Guest is null ? null : Convert.ToHexStringLower(caller.Guest)));
        return await tx.CommitAsync(TypedResults.Ok(new SignedInSession(opened.Token, opened.ExpiresAt)));
    }

    sealed record Candidate(Guid Id, string PasswordHash, bool Owns);

    // The address's owner, and the newest account that waits to be verified.
    const string CandidatesSql = """
        -- accounts.sign-in.candidates
        select a.id, a.password_hash, true as owns
        from accounts.login l
        join accounts.account a on a.region = l.region and a.id = l.account_id
        where l.email_index = @index
        union all
        (select id, password_hash, false
        from accounts.account
        where email_index = @index and status = 'pending'
        order by created_at desc
        limit 1)
        """;

    // Shared: whoever suspends the account waits, and then ends this session with all others.
    const string IsSuspendedSql = """
        -- accounts.sign-in.is-suspended
        select suspended_at is not null from accounts.account
        where region = @Region and id = @Id
        for share
        """;

    // Alone, where the row is changed afterwards: two who share it would wait for each other.
    const string IsSuspendedAloneSql = """
        -- accounts.sign-in.is-suspended-alone
        select suspended_at is not null from accounts.account
        where region = @Region and id = @Id
        for no key update
        """;

    const string RehashSql = """
        -- accounts.sign-in.rehash
        update accounts.account set password_hash = @rehashed
        where region = @Region and id = @Id and password_hash = @PasswordHash
        """;
}
