using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Moves an offer to another list with all that was noted of it; moved already, nothing happens. Where the other list
/// has it too, what stands there stays.
/// </summary>
public static class MoveToList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/me/lists/{list:guid}/items/{offer:guid}/list", Handle)
        .WithName(nameof(MoveToList))
        .RequireAccount()
        .Refuses(Refusals.ListNotFound, Refusals.NotOnList, Refusals.ListFull)
        .WithExample(new Body(Guid.Parse("0198f0a2-7b1c-7c3e-9f00-1f2e3d4c5b6a")));

    /// <param name="To">The other list.</param>
    public sealed record Body(Guid To);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid list, Guid offer, Body body, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var both = await Lists.LockAsync(tx, caller.Account!.Value, list, body.To);
        if (!both.Contains(list) || !both.Contains(body.To)) return Refusals.ListNotFound.AsProblem();
        if (list == body.To) return TypedResults.NoContent();
        var stands = await tx.OneAsync<Stands>(StandsSql, new { tx.Region, list, body.To, offer });
        if (!stands.IsHere) return stands.IsThere ? TypedResults.NoContent() : Refusals.NotOnList.AsProblem();
        if (!stands.IsThere && stands.Items >= KeptList.MostItems) return Refusals.ListFull.AsProblem();
        await tx.ExecuteAsync(MoveSql, new { tx.Region, list, body.To, offer });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    /// <param name="Items">How many are on the other list.</param>
    sealed record Stands(bool IsHere, bool IsThere, int Items);

    const string StandsSql = """
        -- orders.move-to-list.stands
        select
            exists (
                select from orders.list_item
                where region = @Region and list_id = @list and offer_id = @offer) as is_here,
            exists (
                select from orders.list_item
                where region = @Region and list_id = @To and offer_id = @offer) as is_there,
            (select count(*)::int from orders.list_item where region = @Region and list_id = @To) as items
        """;

    const string MoveSql = """
        -- orders.move-to-list.move
        with taken as (
            delete from orders.list_item
            where region = @Region and list_id = @list and offer_id = @offer
            returning product_id, price_minor, currency, was_in_stock, note_sealed, kept_at)
        insert into orders.list_item (
            region, list_id, offer_id, product_id, price_minor, currency, was_in_stock, note_sealed, kept_at)
        select @Region, @To, @offer, t.* from taken t
        on conflict do nothing
        """;
}
