using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A store sells again what it had paused.</summary>
public static class ResumeMyListing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/listings/{product:guid}/resume", Handle)
        .WithName(nameof(ResumeMyListing))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.ListingNotFound, Refusals.ListingRemoved, Refusals.StoreNotApproved);

    static Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid product, Caller caller, Database database, IStoreDesk desk, CancellationToken stop) =>
        PauseMyListing.MoveAsync(
            store, product, caller, database, desk,
            standing => standing.IsApproved ? null : Refusals.StoreNotApproved,
            new(SheetListing.Paused, SheetListing.Active),
            tx => ResumeAsync(tx, store, product), stop);

    internal static Task<int> ResumeAsync(Tx tx, Guid store, Guid product) =>
        tx.ExecuteAsync(ResumeSql, new { store, product });

    // One offer of a variant a store: what was put in its place meanwhile stays.
    const string ResumeSql = """
        -- catalog.resume-my-listing.resume
        update catalog.offer o
        set withdrawn_at = null, paused_at = null, changed_at = now()
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product and v.withdrawn_at is null and o.store_id = @store
            and o.paused_at is not null and not exists (
                select
                from catalog.offer n
                where n.variant_id = o.variant_id and n.store_id = o.store_id and n.id <> o.id
                    and (n.withdrawn_at is null or (n.paused_at is not null and n.id > o.id)))
        """;
}
