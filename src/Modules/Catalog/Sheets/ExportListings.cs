using System.Runtime.CompilerServices;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// All that a store sells or has paused, for a spreadsheet, a row an SKU. Sent back as it is, it changes nothing.
/// </summary>
public static class ExportListings
{
    const int AtOnce = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/listings.csv", Handle)
        .WithName(nameof(ExportListings))
        .RequireAccountOrKey()
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(Refusals.StoreNotFound);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, IStock stock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        return Csv.Answer(
            "listings.csv", SheetFields.All, RowsAsync(database, stock, store, standing.Currency, stop), row => row);
    }

    static async IAsyncEnumerable<IEnumerable<string>> RowsAsync(
        Database database, IStock stock, Guid store, string currency, [EnumeratorCancellation] CancellationToken stop)
    {
        var after = Guid.Empty;
        while (true)
        {
            IReadOnlyList<Found> found;
            SheetBook book;
            await using (var session = await database.ReadAsync(stop))
            {
                found = await session.ListAsync<Found>(PageSql, new { store, after, limit = AtOnce });
                book = await SheetBook.ReadAsync(session, stock, store, currency, found.Select(one => one.Product));
            }

            foreach (var listing in found.Where(one => one.IsFirst).Select(one => book.Listing(one.Product)))
                foreach (var offer in listing?.Offers ?? [])
                    yield return SheetFields.All.Select(field => Csv.Field(listing!.Text(field, offer)));
            if (found.Count < AtOnce) yield break;
            after = found[^1].Offer;
        }
    }

    /// <param name="IsFirst">Whether the product's other offers of the store come later: it is told of here.</param>
    sealed record Found(Guid Offer, Guid Product, bool IsFirst);

    const string PageSql = """
        -- catalog.export-listings.page
        select o.id as offer, v.product_id as product, not exists (
            select
            from catalog.variant w
            join catalog.offer n on n.variant_id = w.id
            where w.product_id = v.product_id and n.store_id = @store and n.id < o.id
                and (n.withdrawn_at is null or n.paused_at is not null)) as is_first
        from (
            select id, variant_id
            from catalog.offer
            where store_id = @store and (withdrawn_at is null or paused_at is not null) and id > @after
            order by id
            limit @limit) o
        join catalog.variant v on v.id = o.variant_id
        order by o.id
        """;
}
