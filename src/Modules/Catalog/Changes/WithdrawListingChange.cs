using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A store no longer wants a change of its listing that waits for approval.</summary>
public static class WithdrawListingChange
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/listings/{product:guid}/changes/{change:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawListingChange))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.ChangeNotFound, Refusals.ChangeEnded);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid product, Guid change, Caller caller, Database database, IStoreDesk desk, ChangeDesk changes,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        await tx.ExecuteAsync(LockSql, new { product });
        var found = (await ChangeBook.FindAsync(tx, [change])).SingleOrDefault();
        if (found is null || found.Store != store || found.Product != product)
            return Refusals.ChangeNotFound.AsProblem();
        return await changes.EndAsync(tx, found, ListingChange.Withdrawn, caller.Actor, null)
            ? await tx.CommitAsync(TypedResults.NoContent())
            : Refusals.ChangeEnded.AsProblem();
    }

    const string LockSql = """
        -- catalog.withdraw-listing-change.lock
        select id from catalog.product where id = @product for update
        """;
}
