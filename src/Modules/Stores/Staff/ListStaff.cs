using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Who works in a store, and who was invited to.</summary>
public static class ListStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/staff", Handle)
        .WithName(nameof(ListStaff))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    /// <param name="You">Whether it is the caller.</param>
    public sealed record Member(Guid Account, string Name, string Email, string Role, DateTime JoinedAt, bool You);

    public sealed record Invited(Guid Id, string Email, string Role, DateTime MadeAt, DateTime ExpiresAt);

    public sealed record Answer(IReadOnlyList<Member> Staff, IReadOnlyList<Invited> Invited);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IAccountBook accounts, Vault vault, CancellationToken stop)
    {
        IReadOnlyList<Working> working;
        IReadOnlyList<Kept> invited;
        await using (var session = await database.ReadAsync(stop))
        {
            var (standing, refusal) = await Desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
            if (standing is null) return refusal!.AsProblem();
            working = await session.ListAsync<Working>(StaffSql, new { store });
            invited = await session.ListAsync<Kept>(InvitedSql, new { store });
        }

        var people = await accounts.ContactsAsync([.. working.Select(one => one.Account)], stop);
        return TypedResults.Ok(new Answer(
            [
                .. working.Select(one => (one, Person: people.GetValueOrDefault(one.Account)))
                    .Select(row => new Member(
                        row.one.Account, row.Person?.FullName ?? "", row.Person?.Email ?? "", row.one.Role,
                        row.one.JoinedAt, row.one.Account == caller.Account)),
            ],
            [
                .. invited.Select(one => new Invited(
                    one.Id, Invitation.OpenEmail(vault, one.EmailSealed), one.Role, one.MadeAt, one.ExpiresAt)),
            ]));
    }

    sealed record Working(Guid Account, string Role, DateTime JoinedAt);

    sealed record Kept(Guid Id, byte[] EmailSealed, string Role, DateTime MadeAt, DateTime ExpiresAt);

    const string StaffSql = """
        -- stores.list-staff.staff
        select account_id as account, role, joined_at
        from stores.staff
        where store_id = @store
        order by joined_at, account_id
        limit 100
        """;

    const string InvitedSql = """
        -- stores.list-staff.invited
        select id, email_sealed, role, made_at, expires_at
        from stores.invitation
        where store_id = @store and expires_at > now()
        order by id
        limit 100
        """;
}
