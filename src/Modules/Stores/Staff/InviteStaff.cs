using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Invites somebody by letter to work in a store. Whether the address has an account is nobody's business here.
/// </summary>
public static class InviteStaff
{
    const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/invitations", Handle)
        .WithName(nameof(InviteStaff))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 6, burst: 12)
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.TooManyStaff)
        .WithExample(new Body("bruno.lima@example.com", "clerk"));

    /// <param name="Role">owner, manager or clerk.</param>
    public sealed record Body(
        [Required, Email] string Email,
        [Required, AllowedValues(Desk.Owner, Desk.Manager, Desk.Clerk)] string Role);

    public sealed record Answer(Guid Id, DateTime ExpiresAt);

    static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, HttpContext http, Database database, Vault vault, IPostOffice post,
        PublicSite site, SettingBook settings, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (standing.Status == StoreLife.Closed) return Refusals.WrongStatus.AsProblem();
        if (await tx.OneAsync<long>(CountSql, new { store }) >= Most) return Refusals.TooManyStaff.AsProblem();

        var (id, token, email) = (Id.New(), Token.New(), body.Email.Trim());
        var expires = (clock.GetUtcNow() + settings.Of(StoreSettings.Invitation)).UtcDateTime;
        var name = await tx.OneAsync<string>(InviteSql, new
        {
            id,
            store,
            emailSealed = Invitation.SealEmail(vault, email),
            body.Role,
            hash = Token.Hash(token),
            caller.Account,
            expires,
        });
        await History.TellAsync(tx, store, "invite", body.Role, null, caller.Account);
        var locale = Locale.Speak(http.Request.Headers.AcceptLanguage);
        await post.PostAsync(tx, new Letter(email, locale, "store-invitation", new Dictionary<string, string>
        {
            ["store"] = name,
            ["who"] = caller.Name ?? name,
            ["link"] = site.Page(locale, $"sell/invitation?token={token}"),
        }));
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/invitations/{id}", new Answer(id, expires)));
    }

    const string CountSql = """
        -- stores.invite-staff.count
        select (select count(*) from stores.staff where store_id = @store)
            + (select count(*) from stores.invitation where store_id = @store and expires_at > now())
        """;

    const string InviteSql = """
        -- stores.invite-staff.invite
        insert into stores.invitation (id, store_id, email_sealed, role, token_hash, invited_by, expires_at)
        values (@id, @store, @emailSealed, @Role, @hash, @Account, @expires)
        returning (select name from stores.store where id = @store)
        """;
}
