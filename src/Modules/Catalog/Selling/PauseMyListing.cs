using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A store stops selling a product for a while: its own offers of it rest, those of others stay.</summary>
public static class PauseMyListing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/listings/{product:guid}/pause", Handle)
        .WithName(nameof(PauseMyListing))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.ListingNotFound, Refusals.ListingRemoved);

    static Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid product, Caller caller, Database database, IStoreDesk desk, CancellationToken stop) =>
        MoveAsync(
            store, product, caller, database, desk, _ => null, new(SheetListing.Active, SheetListing.Paused),
            tx => PauseAsync(tx, store, product), stop);

    /// <summary>From what state a listing goes into which.</summary>
    internal sealed record Way(string From, string To)
    {
        public const string Removed = "removed";
    }

    /// <summary>What is done with a store's offers of one product, under that product's lock.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(
        Guid store, Guid product, Caller caller, Database database, IStoreDesk desk,
        Func<StoreStanding, Refusal?> refuse, Way way, Func<Tx, Task<int>> move, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (await tx.OneOrNullAsync<Held>(LockSql, new { store, product }) is not { Sold: true } held)
            return Refusals.ListingNotFound.AsProblem();
        // What the platform took out of sight can be given up, and nothing else.
        if (held.Removed && way.To != Way.Removed) return Refusals.ListingRemoved.AsProblem();
        if (refuse(standing) is { } no) return no.AsProblem();
        return await MovedAsync(tx, store, product, Maker.Of(caller), way, move)
            ? await tx.CommitAsync(TypedResults.NoContent())
            : TypedResults.NoContent();
    }

    /// <summary>Moves what is locked, and says so where anything moved.</summary>
    internal static async Task<bool> MovedAsync(
        Tx tx, Guid store, Guid product, Maker maker, Way way, Func<Tx, Task<int>> move)
    {
        if (await move(tx) == 0) return false;
        await tx.ExecuteAsync(ForgetSql, new { product });
        await ChangeDesk.NoteAsync(tx, store, product, maker, way.From, way.To);
        tx.Append(new ProductPut(product));
        return true;
    }

    /// <param name="Sold">Whether the store lists it, be it paused.</param>
    sealed record Held(bool Sold, bool Removed);

    internal static Task<int> PauseAsync(Tx tx, Guid store, Guid product) =>
        tx.ExecuteAsync(PauseSql, new { store, product });

    // A listing that comes again as it was before says anew what is sold.
    const string ForgetSql = """
        -- catalog.pause-my-listing.forget
        update catalog.product set import_digest = null, changed_at = now() where id = @product
        """;

    const string LockSql = """
        -- catalog.pause-my-listing.lock
        select exists (
            select
            from catalog.variant v
            join catalog.offer o on o.variant_id = v.id
            where v.product_id = p.id and o.store_id = @store
                and (o.withdrawn_at is null or o.paused_at is not null)) as sold, p.removed_at is not null as removed
        from catalog.product p
        where p.id = @product
            and (p.withdrawn_at is null or (p.removed_at is not null and p.withdrawn_before is null))
        for update of p
        """;

    const string PauseSql = """
        -- catalog.pause-my-listing.pause
        update catalog.offer o
        set withdrawn_at = now(), paused_at = now(), changed_at = now()
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product and o.store_id = @store and o.withdrawn_at is null
        """;
}
