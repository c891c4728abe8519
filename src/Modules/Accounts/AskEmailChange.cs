using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Writes a link to a new address, which becomes the account's once the link is opened.</summary>
public static class AskEmailChange
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/email", HandleAsync)
        .WithName(nameof(AskEmailChange))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 3, burst: 5)
        .Refuses(Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            KernelRefusals.TooManyRequests)
        .WithExample(new Body("ana.souza@example.com", "correct horse battery", null));

    public sealed record Body(
        [property: Email] string Email,
        [property: Length(1, 128)] string Password,
        [property: StringLength(20)] string? Code);

    public static async Task<Results<Accepted, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, PasswordCheck check, IPostOffice post,
        Links links, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        if (await check.RefuseAsync(account, body.Password, body.Code, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        var email = body.Email.Trim();
        var link = await SingleUseLink.MakeAsync(tx, account, SingleUseLink.ChangeEmail, vault.SealEmail(email));
        await Letters.PostAsync(tx, vault, post, await Letters.IsOwnedAsync(tx, vault, email)
            ? Letters.AccountKnown(email, visit.Locale, links)
            : new Letter(email, visit.Locale, "change-email", new Dictionary<string, string>
            {
                ["name"] = caller.Name ?? "",
                ["link"] = links.ChangeEmail(visit.Locale, link),
            }));
        return await tx.CommitAsync(TypedResults.Accepted((string?)null));
    }
}
