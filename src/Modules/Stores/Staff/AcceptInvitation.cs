using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Whoever opened the letter joins the store with the account they are signed in to; the letter works once.
/// </summary>
public static class AcceptInvitation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store-invitations/accept", Handle)
        .WithName(nameof(AcceptInvitation))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 12, burst: 12)
        .Refuses(Refusals.InvitationNotFound, Refusals.TooManyStores)
        .WithExample(new Body("3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));

    /// <param name="Token">Of the link in the letter.</param>
    public sealed record Body([Required, StringLength(128, MinimumLength = 22)] string Token);

    static async Task<Results<Ok<ListMyStores.Mine>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var tx = await database.WriteAsync(stop);
        var hash = Token.Hash(body.Token);
        // The store's row comes first, as for everybody who changes its people.
        if (await tx.OneOrNullAsync<string>(LockSql, new { hash }) is null or StoreLife.Closed
            || await tx.OneOrNullAsync<Invited>(TakeSql, new { hash }) is not { } invited)
            return Refusals.InvitationNotFound.AsProblem();
        if (await Workplaces.AreFullAsync(tx, account)) return Refusals.TooManyStores.AsProblem();

        // Who works there already keeps the role they have: it is changed by name, not by a letter.
        if (await tx.ExecuteAsync(JoinSql, new { invited.Store, account, invited.Role }) > 0)
        {
            await History.TellAsync(tx, invited.Store, "join", invited.Role, null, account);
            tx.Append(new StaffJoined(invited.Store, account));
        }

        return await tx.CommitAsync(TypedResults.Ok(
            await tx.OneAsync<ListMyStores.Mine>(MineSql, new { invited.Store, account })));
    }

    sealed record Invited(Guid Store, string Role);

    const string TakeSql = """
        -- stores.accept-invitation.take
        delete from stores.invitation
        where token_hash = @hash and expires_at > now()
        returning store_id as store, role
        """;

    const string LockSql = """
        -- stores.accept-invitation.lock
        select s.status
        from stores.invitation i
        join stores.store s on s.id = i.store_id
        where i.token_hash = @hash
        for update of s
        """;

    const string JoinSql = """
        -- stores.accept-invitation.join
        insert into stores.staff (store_id, account_id, role) values (@Store, @account, @Role)
        on conflict do nothing
        """;

    const string MineSql = """
        -- stores.accept-invitation.mine
        select s.id, s.slug, s.name, s.status, s.open, p.role
        from stores.staff p
        join stores.store s on s.id = p.store_id
        where p.store_id = @Store and p.account_id = @account
        """;
}
