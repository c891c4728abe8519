using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>The link written to a new address makes it the account's; the old address is told.</summary>
public static class ChangeEmail
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/email-changes", HandleAsync)
        .WithName(nameof(ChangeEmail))
        .AllowAnyone()
        .OnlyInPerson()
        .Refuses(Refusals.LinkUsed, Refusals.PasswordNeeded, Refusals.WrongPassword, Refusals.TooManyAttempts,
            Refusals.EmailOwned, KernelRefusals.TooManyRequests)
        .WithExample(new Body("q1Zr2mJcUo0C7nG1lq9cX3w0m0tqk8yJk5v4u1x2y3A", null));

    public sealed record Body(
        [property: Length(1, 128)] string Token,
        [property: StringLength(128)] string? Password);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, PasswordCheck check, IPostOffice post,
        Links links, CancellationToken stop)
    {
        SingleUseLink.Leads? link;
        await using (var session = await db.ReadFreshAsync(stop))
            link = await SingleUseLink.LookAsync(session, body.Token, SingleUseLink.ChangeEmail);
        if (link is null) return Refusals.LinkUsed.AsProblem();
        if (await check.RefuseHolderAsync(link.AccountId, caller, body.Password, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        if (!await SingleUseLink.UseAsync(tx, body.Token, SingleUseLink.ChangeEmail))
            return Refusals.LinkUsed.AsProblem();
        var before = await tx.OneAsync<byte[]>(BeforeSql, new { tx.Region, link.AccountId });
        var index = vault.IndexEmail(vault.OpenEmail(link.DetailSealed!));
        if (await tx.OneOrNullAsync<Guid?>(OwnerSql, new { index }) is { } owner && owner != link.AccountId)
            return Refusals.EmailOwned.AsProblem();
        await tx.ExecuteAsync(ChangeSql, new { tx.Region, link.AccountId, email = link.DetailSealed, index });

        await Letters.PostAsync(tx, vault, post, new Letter(vault.OpenEmail(before), visit.Locale, "email-changed",
            new Dictionary<string, string> { ["link"] = links.SignIn(visit.Locale) }));
        tx.Append(new EmailVerified(link.AccountId));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string BeforeSql = """
        -- accounts.change-email.before
        select email_sealed from accounts.account
        where region = @Region and id = @AccountId and status <> 'closed'
        for update
        """;

    const string OwnerSql = """
        -- accounts.change-email.owner
        select account_id from accounts.login where email_index = @index
        """;

    const string ChangeSql = """
        -- accounts.change-email.change
        with owned as (
            insert into accounts.login (email_index, region, account_id) values (@index, @Region, @AccountId)
            on conflict (account_id) do update set email_index = excluded.email_index
        )
        update accounts.account
        set email_sealed = @email, email_index = @index, status = 'active', verified_at = now()
        where region = @Region and id = @AccountId
        """;
}
