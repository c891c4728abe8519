using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Somebody works in a store no more: sent by an owner, or of their own will. A store keeps an owner.
/// </summary>
public static class RemoveStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/staff/{account:guid}", Handle)
        .WithName(nameof(RemoveStaff))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.StaffNotFound, Refusals.LastOwner);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid account, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var right = account == caller.Account ? StoreRight.See : StoreRight.ManagePeople;
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, right);
        if (standing is null) return refusal!.AsProblem();
        if (StaffRoles.Refuse(await StaffRoles.ReadAsync(tx, store), account, null) is { } no) return no.AsProblem();

        await tx.ExecuteAsync(RemoveSql, new { store, account });
        await History.TellAsync(tx, store, "leave", account.ToString(), null, caller.Account);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- stores.remove-staff.remove
        delete from stores.staff where store_id = @store and account_id = @account
        """;
}
