using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Whoever was invited by letter works here from now on, with the account of that address they are signed in to; the
/// link proves the address as well. It is good only while whoever invited may still give these roles.
/// </summary>
public static class AcceptStaffInvitation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff-invitations/accept", HandleAsync)
        .WithName(nameof(AcceptStaffInvitation))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 12, burst: 12)
        .Refuses(Refusals.StaffInvitationGone, Refusals.StaffInvitationElsewhere, Refusals.EmailOwned)
        .WithExample(new Body("3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));

    /// <param name="Token">Of the link in the letter.</param>
    public sealed record Body([property: Length(22, 128)] string Token);

    public sealed record Accepted(IReadOnlyList<string> Roles);

    public static async Task<Results<Ok<Accepted>, ProblemHttpResult>> HandleAsync(
        Body body, Caller caller, Database db, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var tx = await db.WriteAsync(stop);
        var hash = Token.Hash(body.Token);
        if (await tx.OneOrNullAsync<string[]>(RolesSql, new { hash }) is not { } named)
            return Refusals.StaffInvitationGone.AsProblem();
        // Roles before accounts, as everywhere; of several who accept at once the first gets it.
        var roles = await RoleBook.HoldAsync(tx, named);
        var own = await tx.OneAsync<Own>(OwnSql, new { tx.Region, account });
        if (await tx.OneOrNullAsync<Invited>(TakeSql, new { hash }) is not { } invited)
            return Refusals.StaffInvitationGone.AsProblem();
        if (!invited.EmailIndex.AsSpan().SequenceEqual(own.EmailIndex))
            return Refusals.StaffInvitationElsewhere.AsProblem();
        if (roles.Count < invited.Roles.Length || !await Standing.MayAllAsync(
            tx, invited.InvitedBy, roles.SelectMany(role => role.Permissions).Append(Permission.ManageRoles)))
            return Refusals.StaffInvitationGone.AsProblem();
        if (own.Status == "pending" && !await NewAccount.VerifyAsync(tx, account))
            return Refusals.EmailOwned.AsProblem();

        if (own.Status == "pending") tx.Append(new EmailVerified(account));
        foreach (var role in invited.Roles) await Roles.GiveAsync(tx, account, role);
        tx.Audit("user", account, null, new { invited.Roles, invited.InvitedBy });
        return await tx.CommitAsync(TypedResults.Ok(new Accepted(invited.Roles)));
    }

    sealed record Own(string Status, byte[] EmailIndex);

    sealed record Invited(byte[] EmailIndex, string[] Roles, Guid InvitedBy);

    const string RolesSql = """
        -- accounts.accept-staff-invitation.roles
        select roles from accounts.staff_invitation where token_hash = @hash and expires_at > now()
        """;

    const string OwnSql = """
        -- accounts.accept-staff-invitation.own
        select status, email_index from accounts.account
        where region = @Region and id = @account and status <> 'closed'
        for no key update
        """;

    const string TakeSql = """
        -- accounts.accept-staff-invitation.take
        delete from accounts.staff_invitation where token_hash = @hash and expires_at > now()
        returning email_index, roles, invited_by
        """;
}
