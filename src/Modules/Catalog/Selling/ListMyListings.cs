using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>What a store sells or has paused, newest first; by words of its title or by a SKU where asked.</summary>
public static class ListMyListings
{
    const int LongestQuery = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/listings", Handle)
        .WithName(nameof(ListMyListings))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, KernelRefusals.MalformedCursor);

    /// <param name="Kept">Whether the store describes the product itself.</param>
    /// <param name="Removed">Whether the platform took it out of sight.</param>
    /// <param name="Waits">Whether a change of it waits for approval.</param>
    /// <param name="Offers">What it is sold as, oldest first; twenty at most.</param>
    /// <param name="Count">Of all its offers.</param>
    public sealed record Listed(
        Guid Id, string Slug, string Title, string? Picture, bool Kept, bool Paused, bool Removed, bool Waits,
        int Count, IReadOnlyList<Offered> Offers);

    /// <param name="Options">In words; empty where the product has none.</param>
    public sealed record Offered(Guid Id, string Sku, string Options, Price Price, long? ListPrice, long Free);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid store, string? q, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IStock stock, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();

        var asked = q?.Trim() is { Length: > 0 } words ? words[..Math.Min(words.Length, LongestQuery)] : null;
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<Row>(ListSql, new { store, asked, before, limit = most + 1 });
        var offers = (await session.ListAsync<OfferRow>(
            OffersSql, new { store, products = rows.Select(row => row.Product).ToArray() }))
            .ToLookup(offer => offer.Product);
        var free = (await stock.LevelsAsync(session, [.. offers.SelectMany(all => all).Select(offer => offer.Id)]))
            .ToDictionary(level => level.Offer, level => level.Available);
        var page = Cursor.Cut(rows, most, row => row.Offer);
        return TypedResults.Ok(new Page<Listed>(
            [.. page.Items.Select(row => row.Listed([.. offers[row.Product]], free))], page.Next));
    }

    sealed record Row(
        Guid Offer, Guid Product, string Slug, string Title, string? Picture, bool Kept, bool Removed, bool Waits)
    {
        public Listed Listed(IReadOnlyList<OfferRow> offers, Dictionary<Guid, long> free) => new(
            Product, Slug, Title, Picture, Kept, offers.All(offer => offer.Paused), Removed, Waits,
            (int)(offers.FirstOrDefault()?.Count ?? 0),
            [
                .. offers.Select(offer => new Offered(
                    offer.Id, offer.Sku, offer.Options, new(offer.PriceMinor, offer.Currency), offer.ListPriceMinor,
                    free.GetValueOrDefault(offer.Id))),
            ]);
    }

    sealed record OfferRow(
        Guid Product, Guid Id, string Sku, string Options, long PriceMinor, string Currency, long? ListPriceMinor,
        bool Paused, long Count);

    const string ListSql = """
        -- catalog.list-my-listings.list
        select o.id as offer, p.id as product, p.slug, p.title,
            (select i.url from catalog.picture i where i.product_id = p.id order by i.position limit 1) as picture,
            p.kept_by is not distinct from @store as kept, p.removed_at is not null as removed, exists (
                select from catalog.listing_change_waiting w
                where w.product_id = p.id and w.store_id = @store) as waits
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.store_id = @store and (o.withdrawn_at is null or o.paused_at is not null) and o.id < @before
            and (p.withdrawn_at is null or (p.removed_at is not null and p.withdrawn_before is null))
            and (@asked::text is null or position(lower(@asked) in lower(p.title)) > 0 or o.sku = @asked)
            and not exists (
                select
                from catalog.variant w
                join catalog.offer n on n.variant_id = w.id
                where w.product_id = p.id and n.store_id = @store and n.id > o.id
                    and (n.withdrawn_at is null or n.paused_at is not null)
                    and (@asked::text is null or position(lower(@asked) in lower(p.title)) > 0 or n.sku = @asked))
        order by o.id desc
        limit @limit
        """;

    const string OffersSql = """
        -- catalog.list-my-listings.offers
        select s.id as product, o.id, o.sku, o.options, o.price_minor, o.currency, o.list_price_minor, o.paused,
            o.count
        from unnest(@products::uuid[]) as s(id)
        cross join lateral (
            select f.id, f.sku, array_to_string(v.options, ' · ') as options, f.price_minor, f.currency,
                f.list_price_minor, f.paused_at is not null as paused, count(*) over () as count
            from catalog.variant v
            join catalog.offer f on f.variant_id = v.id
            where v.product_id = s.id and f.store_id = @store
                and (f.withdrawn_at is null or f.paused_at is not null)
            order by v.position, f.id
            limit 20) o
        """;
}
