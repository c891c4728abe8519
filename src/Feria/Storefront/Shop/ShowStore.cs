using Feria.Contracts;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>Who sells: the store's own page.</summary>
static class ShowStore
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/store/{slug}", Handle).AllowAnyone().Compressed();

    static async Task<Results<RazorComponentResult<StorePage>, ProblemHttpResult>> Handle(
        string slug, Visit visit, Database db, IRatings ratings, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        var store = await GetStore.FindAsync(session, ratings, slug);
        if (store is null) return Refusals.StoreNotFound.AsProblem();

        var country = Countries.In(visit.Language).FirstOrDefault(each => each.Code == store.Country)?.Name;
        return new RazorComponentResult<StorePage>(new
        {
            Shown = new StorePage.View(
                "/store/" + store.Slug, store.Name, store.About, store.Language,
                string.Join(", ", new[] { store.City, country }.Where(part => !string.IsNullOrEmpty(part))),
                store.OpenedAt, store.Open, store.Delivery, store.FreeDeliveryFrom,
                store.Rating?.Mean ?? 0, store.Rating?.Count ?? 0),
        });
    }
}
