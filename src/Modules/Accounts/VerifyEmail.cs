using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// The link of the letter makes the account the owner of its e-mail address. It needs the account's session or password
/// as well: who was registered by somebody else under their address cannot be made to confirm it.
/// </summary>
public static class VerifyEmail
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/email-verifications", HandleAsync)
        .WithName(nameof(VerifyEmail))
        .AllowAnyone()
        .OnlyInPerson()
        .Refuses(Refusals.LinkUsed, Refusals.PasswordNeeded, Refusals.WrongPassword, Refusals.TooManyAttempts,
            Refusals.EmailOwned, KernelRefusals.TooManyRequests)
        .WithExample(new Body("q1Zr2mJcUo0C7nG1lq9cX3w0m0tqk8yJk5v4u1x2y3A", null));

    public sealed record Body(
        [property: Length(1, 128)] string Token,
        [property: StringLength(128)] string? Password);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, PasswordCheck check, CancellationToken stop)
    {
        SingleUseLink.Leads? link;
        await using (var session = await db.ReadFreshAsync(stop))
            link = await SingleUseLink.LookAsync(session, body.Token, SingleUseLink.VerifyEmail);
        if (link is null) return Refusals.LinkUsed.AsProblem();
        if (await check.RefuseHolderAsync(link.AccountId, caller, body.Password, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        if (!await SingleUseLink.UseAsync(tx, body.Token, SingleUseLink.VerifyEmail))
            return Refusals.LinkUsed.AsProblem();
        if (!await NewAccount.VerifyAsync(tx, link.AccountId)) return Refusals.EmailOwned.AsProblem();
        tx.Append(new EmailVerified(link.AccountId));
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
