using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Writes the letter with the verification link again; the earlier link stops working.</summary>
public static class ResendVerification
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/email-verification", HandleAsync)
        .WithName(nameof(ResendVerification))
        .RequireAccount()
        .Allows(perMinute: 3, burst: 5)
        .Refuses(Refusals.EmailAlreadyVerified);

    public static async Task<Results<Accepted, ProblemHttpResult>> HandleAsync(
        Visit visit, Caller caller, Database db, Vault vault, IPostOffice post, Links links, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var account = await tx.OneAsync<Unverified>(FindSql, new { tx.Region, caller.Account });
        if (account.Status != "pending") return Refusals.EmailAlreadyVerified.AsProblem();

        await Letters.PostFirstAsync(tx, vault, post, links, caller.Account!.Value,
            vault.OpenEmail(account.EmailSealed), vault.OpenName(account.FullNameSealed), visit.Locale);
        return await tx.CommitAsync(TypedResults.Accepted((string?)null));
    }

    sealed record Unverified(string Status, byte[] EmailSealed, byte[] FullNameSealed);

    const string FindSql = """
        -- accounts.resend-verification.find
        select status, email_sealed, full_name_sealed from accounts.account
        where region = @Region and id = @Account
        """;
}
