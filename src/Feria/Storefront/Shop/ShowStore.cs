using Feria.Contracts;
using Feria.Recommendations;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>Who sells: the store's own page.</summary>
static class ShowStore
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/store/{slug}", Handle).AllowAnyone().Compressed();

    public static string PathOf(string slug) => "/store/" + slug;

    static async Task<Results<RazorComponentResult<StorePage>, ProblemHttpResult>> Handle(
        string slug, string? cursor, Visit visit, Database db, IRatings ratings, IProductBook products,
        ProductCards cards, CancellationToken stop)
    {
        // A cursor that is none begins at the first page.
        Cursor.TryReadBefore(cursor, out var before);
        await using var session = await db.ReadAsync(stop);
        var store = await GetStore.FindAsync(session, ratings, slug);
        if (store is null) return Stores.Refusals.StoreNotFound.AsProblem();

        var country = Countries.In(visit.Language).FirstOrDefault(each => each.Code == store.Country)?.Name;
        var shelf = await ListStoreProducts.PageAsync(
            session, products, cards, store.Id, before, Cursor.DefaultLimit);
        return new RazorComponentResult<StorePage>(new
        {
            Shown = new StorePage.View(
                PathOf(store.Slug), store.Name, store.About, store.Language,
                string.Join(", ", new[] { store.City, country }.Where(part => !string.IsNullOrEmpty(part))),
                store.OpenedAt, store.Open, store.Delivery, store.FreeDeliveryFrom,
                store.Rating?.Mean ?? 0, store.Rating?.Count ?? 0,
                [.. shelf.Items.Select(Shelf.Of)],
                before == Guid.AllBitsSet ? null : PathOf(store.Slug),
                shelf.Next is { } next ? $"{PathOf(store.Slug)}?cursor={next}" : null)
            {
                Id = store.Id, Away = store.Away, Methods = store.Methods,
            },
        });
    }
}
