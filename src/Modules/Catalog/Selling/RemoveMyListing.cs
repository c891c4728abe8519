using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// A store sells a product no more. The product goes where the store described it and nobody else sells it; else it
/// stays, and the platform describes it from then on. What the platform took out of sight can be given up as well; it
/// stays out of sight.
/// </summary>
public static class RemoveMyListing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/listings/{product:guid}", Handle)
        .WithName(nameof(RemoveMyListing))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.ListingNotFound);

    static Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid product, Caller caller, Database database, IStoreDesk desk, ChangeDesk changes,
        CancellationToken stop) =>
        PauseMyListing.MoveAsync(
            store, product, caller, database, desk, _ => null,
            new(SheetListing.Active, PauseMyListing.Way.Removed),
            tx => RemoveAsync(tx, store, product, changes, caller.Actor), stop);

    internal static async Task<int> RemoveAsync(Tx tx, Guid store, Guid product, ChangeDesk changes, Guid? by)
    {
        await changes.VoidAsync(tx, store, [product], by);
        var gone = await tx.ExecuteAsync(RemoveSql, new { store, product });
        await tx.ExecuteAsync(LeaveSql, new { store, product });
        return gone;
    }

    const string RemoveSql = """
        -- catalog.remove-my-listing.remove
        update catalog.offer o
        set withdrawn_at = now(), paused_at = null, changed_at = now()
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product and o.store_id = @store
            and (o.withdrawn_at is null or o.paused_at is not null)
        """;

    const string LeaveSql = """
        -- catalog.remove-my-listing.leave
        update catalog.product p
        set version = version + 1,
            kept_by = case when s.others then null else p.kept_by end,
            withdrawn_at = case when s.others then p.withdrawn_at else now() end,
            -- What was taken out of sight stays gone where it is put back.
            withdrawn_before = case when p.removed_at is not null and not s.others
                then coalesce(p.withdrawn_before, now()) else p.withdrawn_before end
        from (
            select exists (
                select
                from catalog.variant v
                join catalog.offer o on o.variant_id = v.id
                where v.product_id = @product and o.store_id <> @store
                    and (o.withdrawn_at is null or o.paused_at is not null)) as others) s
        where p.id = @product and p.kept_by = @store
        """;
}
