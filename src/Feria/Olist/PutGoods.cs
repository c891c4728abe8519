using Feria.Catalog;
using Feria.Contracts;
using Feria.Stores;

namespace Feria.Olist;

/// <summary>Puts the sellers, categories and products of the history; what is there already stays as it is.</summary>
sealed class PutGoods(
    Database database, IStoreBook storeBook, IOfferBook offerBook, IStock stock, ImportPace pace, Tally tally)
{
    const int StoresAtOnce = 500;
    const int OffersAtOnce = 1000;
    const int Commission = 1000;

    // A code they have there may be another product's.
    readonly HashSet<string> refusedWares = [];

    public async Task<IReadOnlyDictionary<string, StoreTerms>> StoresAsync(
        History history, DateTime now, CancellationToken stop)
    {
        var since = SinceOf(history);
        var stores = new Dictionary<string, StoreTerms>();
        foreach (var sellers in history.SellersById.Values.Chunk(StoresAtOnce))
        {
            await using var tx = await database.WriteAsync(stop);
            var slugs = sellers.ToDictionary(seller => Names.StoreSlug(seller.Id));
            var known = (await storeBook.BySlugsAsync(tx, [.. slugs.Keys])).Select(store => store.Slug).ToHashSet();
            var fresh = slugs.Where(one => !known.Contains(one.Key)).ToList();
            if (fresh.Count > 0)
                await PutStores.RunAsync(tx, [.. fresh.Select(one =>
                    StoreOf(one.Key, one.Value, since.GetValueOrDefault(one.Value.Id, now)))]);
            foreach (var terms in await storeBook.BySlugsAsync(tx, [.. slugs.Keys]))
                stores[slugs[terms.Slug].Id] = terms;
            if (fresh.Count > 0) await tx.CommitAsync();
            tally.Put(History.Sellers, fresh.Count);
            tally.Known(History.Sellers, known.Count);
            tally.Make("stores", fresh.Count);
        }

        return stores;
    }

    // A store is as old as its first sale.
    static Dictionary<string, DateTime> SinceOf(History history)
    {
        var since = new Dictionary<string, DateTime>();
        foreach (var sale in history.Sales)
            foreach (var item in sale.Items) since.TryAdd(item.Seller, sale.Placed);
        return since;
    }

    static PutStores.Store StoreOf(string slug, Seller seller, DateTime since) => new(
        Names.Id("store", seller.Id, since), slug, $"Seller {Names.Short(seller.Id)}", "", seller.City, "BR",
        Locale.Default, "BRL", Commission, 0, null, since);

    public async Task<IReadOnlyDictionary<string, Guid>> CategoriesAsync(History history, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var outcome = await PutCategories.RunAsync(tx, Names.Source, [.. history.Shelves.Values.Select(shelf =>
            new PutCategories.Category(
                shelf.Name, null, new Dictionary<string, string>
                {
                    // Its own name is Portuguese.
                    ["en"] = Names.InWords(shelf.English), ["pt"] = Names.InWords(shelf.Name),
                }))]);
        await tx.CommitAsync();
        var (rows, fresh) = (tally.Files.GetValueOrDefault(History.Categories), outcome.Created);
        // Those without a translation have no row of their own.
        var put = Math.Min(fresh, rows is null ? 0 : rows.Rows - rows.Rejected);
        tally.Put(History.Categories, put);
        tally.Known(History.Categories, rows is null ? 0 : rows.Rows - rows.Rejected - put);
        tally.Make("categories", fresh);
        return outcome.Ids;
    }

    public async Task ProductsAsync(
        History history, IReadOnlyDictionary<string, StoreTerms> stores, IReadOnlyDictionary<string, Guid> categories,
        long units, IProgress<double> progress, CancellationToken stop)
    {
        var sellers = history.Offers.ToLookup(
            offer => offer.Key.Ware, offer => (offer.Key.Seller, offer.Value.At, offer.Value.PriceMinor));
        var wares = history.Wares.Values.ToList();
        for (var done = 0; done < wares.Count;)
        {
            var batch = wares.Slice(done, Math.Min(await pace.BatchAsync(stop), wares.Count - done));
            var begun = TimeProvider.System.GetTimestamp();
            await using (var tx = await database.WriteAsync(stop))
            {
                var listings = batch.Select(ware => ListingOf(
                    ware, categories, sellers[ware.Id].Select(offer => (DateTime?)offer.At).Min(),
                    [
                        .. sellers[ware.Id].Select(offer => new ListedOffer(
                            stores[offer.Seller].Id, ware.Id, offer.PriceMinor, null, "BRL", units)),
                    ]));
                var outcome = await PutListings.RunAsync(tx, stock, [.. listings], Names.Source);
                await tx.CommitAsync();
                Count(outcome);
            }

            done += batch.Count;
            progress.Report((double)done / wares.Count);
            await pace.RestAsync(TimeProvider.System.GetElapsedTime(begun), stop);
        }
    }

    void Count(PutListings.Outcome outcome)
    {
        tally.Put(History.Products, outcome.Created.Count + outcome.Changed.Count);
        tally.Known(History.Products, outcome.Unchanged.Count);
        foreach (var refused in outcome.Refused)
        {
            refusedWares.Add(refused.Listing.ExternalId);
            tally.Reject(History.Products, 0, refused.Listing.ExternalId, refused.Refusal.Code, refused.Detail);
        }

        foreach (var _ in outcome.StockRefused) tally.Adjust("stock_below_reserved");
        tally.Make("products", outcome.Created.Count);
        tally.Make("offers", outcome.Created.Sum(listing => listing.Variants.Sum(one => one.Offers.Count)));
    }

    static Listing ListingOf(
        Ware ware, IReadOnlyDictionary<string, Guid> categories, DateTime? since, IReadOnlyList<ListedOffer> offers) =>
        new(Names.Source, ware.Id, $"{Names.InWords(ware.Shelf ?? "")} {Names.Short(ware.Id)}", "", null,
            Locale.Default, [], ware.Shelf is null ? [] : [categories[ware.Shelf]], [new([], offers)], [],
            [
                .. Measure.All.Where(measure => ware.Measures.ContainsKey(measure.Code)).Select(measure =>
                    new ListedAttribute(measure.Code, measure.Name, measure.Unit, Number: ware.Measures[measure.Code])
                    {
                        Translations = new Dictionary<string, string>
                        {
                            ["es"] = measure.Spanish, ["pt"] = measure.Portuguese,
                        },
                    }),
            ])
        {
            NewId = Names.Id("product", ware.Id, since ?? DateTime.UnixEpoch), Since = since,
        };

    /// <summary>What is sold under which name: the offers as they are in the catalogue.</summary>
    public async Task<IReadOnlyDictionary<(string Ware, string Seller), OfferTerms>> OffersAsync(
        History history, IReadOnlyDictionary<string, StoreTerms> stores, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var offers = new Dictionary<(string, string), OfferTerms>();
        foreach (var keys in history.Offers.Keys.Where(key => !refusedWares.Contains(key.Ware)).Chunk(OffersAtOnce))
        {
            var named = await offerBook.NamedAsync(session, keys.Select(key =>
                new OfferName(stores[key.Seller].Slug, key.Ware)));
            var terms = (await offerBook.TermsAsync(session,
                [.. named.Values.Select(one => one.Offer).OfType<Guid>()])).ToDictionary(one => one.Offer);
            foreach (var key in keys)
                if (named.TryGetValue(new(stores[key.Seller].Slug, key.Ware), out var one) && one.Offer is { } offer)
                    offers[key] = terms[offer];
        }

        return offers;
    }
}
