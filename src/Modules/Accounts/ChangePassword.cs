using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Who knows the password chooses a new one: every session ends, and the answer opens the only one.</summary>
public static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/password", HandleAsync)
        .WithName(nameof(ChangePassword))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            KernelRefusals.TooManyRequests)
        .WithExample(new Body("correct horse battery", "another horse battery", null));

    public sealed record Body(
        [property: Length(1, 128)] string Current,
        [property: NewPassword] string Password,
        [property: StringLength(20)] string? Code);

    public static async Task<Results<Ok<SignIn.SignedInSession>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, Passwords passwords, PasswordCheck check,
        IPostOffice post, Links links, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        if (await check.RefuseAsync(account, body.Current, body.Code, visit, stop) is { } refusal)
            return refusal.AsProblem();
        string hash;
        using (var turn = await passwords.TurnAsync(stop))
        {
            if (turn is null) return KernelRefusals.TooManyRequests.AsProblem();
            hash = passwords.Hash(body.Password);
        }

        await using var tx = await db.WriteAsync(stop);
        var email = await tx.OneAsync<byte[]>(SetSql, new { tx.Region, account, hash });
        await Sessions.EndAllAsync(tx, account);
        var opened = await Sessions.OpenAsync(tx, account, visit);
        await Letters.PostAsync(tx, vault, post, new Letter(vault.OpenEmail(email), visit.Locale, "password-changed",
            new Dictionary<string, string> { ["link"] = links.ForgotPassword(visit.Locale) }));
        return await tx.CommitAsync(TypedResults.Ok(new SignIn.SignedInSession(opened.Token, opened.ExpiresAt)));
    }

    const string SetSql = """
        -- accounts.change-password.set
        update accounts.account set password_hash = @hash
        where region = @Region and id = @account
        returning email_sealed
        """;
}
