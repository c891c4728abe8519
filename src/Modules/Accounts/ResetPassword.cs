using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// A link from the mailbox sets a new password and ends every session. It proves the address too, and whoever
/// registered with it before loses what they knew.
/// </summary>
public static class ResetPassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/password-resets/use", HandleAsync)
        .WithName(nameof(ResetPassword))
        .AllowAnyone()
        .Refuses(Refusals.LinkUsed, KernelRefusals.TooManyRequests)
        .WithExample(new Body("q1Zr2mJcUo0C7nG1lq9cX3w0m0tqk8yJk5v4u1x2y3A", "another horse battery"));

    public sealed record Body([property: Length(1, 128)] string Token, [property: NewPassword] string Password);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Body body, Database db, Passwords passwords, CancellationToken stop)
    {
        SingleUseLink.Leads? link;
        await using (var session = await db.ReadFreshAsync(stop))
            link = await SingleUseLink.LookAsync(session, body.Token, SingleUseLink.ResetPassword);
        if (link is null) return Refusals.LinkUsed.AsProblem();

        string hash;
        using (var turn = await passwords.TurnAsync(stop))
        {
            if (turn is null) return KernelRefusals.TooManyRequests.AsProblem();
            hash = passwords.Hash(body.Password);
        }

        await using var tx = await db.WriteAsync(stop);
        if (!await SingleUseLink.UseAsync(tx, body.Token, SingleUseLink.ResetPassword))
            return Refusals.LinkUsed.AsProblem();
        await tx.ExecuteAsync(SetSql, new { tx.Region, link.AccountId, hash });
        await Sessions.EndAllAsync(tx, link.AccountId);
        if (await NewAccount.VerifyAsync(tx, link.AccountId)) tx.Append(new EmailVerified(link.AccountId));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string SetSql = """
        -- accounts.reset-password.set
        update accounts.account set password_hash = @hash
        where region = @Region and id = @AccountId and status <> 'closed'
        """;
}
