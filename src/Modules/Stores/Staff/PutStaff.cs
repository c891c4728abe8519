using Feria.Contracts;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Gives somebody who works in a store another role. A store keeps an owner.</summary>
public static class PutStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/staff/{account:guid}", Handle)
        .WithName(nameof(PutStaff))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.StaffNotFound, Refusals.LastOwner)
        .WithExample(new Body("manager"));

    /// <param name="Role">owner, manager or clerk.</param>
    public sealed record Body(
        [Required, AllowedValues(Desk.Owner, Desk.Manager, Desk.Clerk)] string Role);

    public sealed record Answer(Guid Account, string Role);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid account, Body body, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var staff = await StaffRoles.ReadAsync(tx, store);
        if (StaffRoles.Refuse(staff, account, body.Role) is { } no) return no.AsProblem();

        if (staff[account] != body.Role)
        {
            await tx.ExecuteAsync(PutSql, new { store, account, body.Role });
            await History.TellAsync(tx, store, $"role_{body.Role}", account.ToString(), null, caller.Account);
        }

        return await tx.CommitAsync(TypedResults.Ok(new Answer(account, body.Role)));
    }

    const string PutSql = """
        -- stores.put-staff.put
        update stores.staff set role = @Role where store_id = @store and account_id = @account
        """;
}
