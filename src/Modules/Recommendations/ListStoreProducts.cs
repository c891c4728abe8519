using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>What a store sells, newest first.</summary>
public static class ListStoreProducts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/stores/{slug}/products", Handle)
        .WithName(nameof(ListStoreProducts))
        .AllowAnyone()
        .Refuses(KernelRefusals.NotFound, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<ProductCard>>, ProblemHttpResult>> Handle(
        string slug, string? cursor, [Range(1, Cursor.MaxLimit)] int? limit, Database db, IStoreBook stores,
        IProductBook products, ProductCards cards, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var read = await db.ReadAsync(stop);
        return await stores.BySlugAsync(read, slug) is { } store
            ? TypedResults.Ok(await PageAsync(read, products, cards, store.Id, before, Cursor.Limit(limit)))
            : KernelRefusals.NotFound.AsProblem();
    }

    /// <param name="before">The last offer of the page before.</param>
    public static async Task<Page<ProductCard>> PageAsync(
        Session read, IProductBook products, ProductCards cards, Guid store, Guid before, int limit)
    {
        var shelf = Cursor.Cut(
            await products.OfStoreAsync(read, store, before, limit + 1), limit, one => one.Offer);
        return new(await cards.OfAsync(read, [.. shelf.Items.Select(one => one.Product)]), shelf.Next);
    }
}
