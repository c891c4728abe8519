using Feria.Contracts;
using Feria.Kernel;

namespace Feria.Bench;

/// <summary>
/// Everything for sale, the most wanted product first, with the units of each offer. What runs short is delivered
/// anew, so that nothing is ever sold that is not there.
/// </summary>
sealed class Shelves
{
    /// <summary>Units an offer begins with, and those of each delivery.</summary>
    public const int Units = 500;

    readonly OfferTerms[][] products;
    readonly Dictionary<Guid, OfferTerms[]> ofStore;
    readonly Dictionary<Guid, Stocked> stock;
    readonly Zipf zipf;

    Shelves(List<OfferTerms> offers, IReadOnlyDictionary<Guid, StoreTerms> stores, ulong seed)
    {
        Stores = stores;
        products = [.. offers.GroupBy(offer => offer.Product).Select(same => same.ToArray())];
        Shuffle(new Chance(Chance.SeedOf(seed, "wanted", 0)));
        ofStore = products.SelectMany(same => same).GroupBy(offer => offer.Store)
            .ToDictionary(same => same.Key, same => same.ToArray());
        stock = offers.ToDictionary(offer => offer.Offer, offer => new Stocked(offer));
        zipf = new Zipf(products.Length);
    }

    public sealed class Stocked(OfferTerms offer)
    {
        public OfferTerms Offer => offer;
        public long OnHand { get; private set; } = Units;
        public long Sold { get; private set; }

        /// <summary>The units there were before the sale, and what had to be delivered for it.</summary>
        public (long From, int Delivered) Sell(int quantity)
        {
            var delivered = OnHand <= quantity ? Units : 0;
            var from = OnHand + delivered;
            OnHand = from - quantity;
            Sold += quantity;
            return (from, delivered);
        }

        /// <summary>What has to be delivered so that there are so many at least.</summary>
        public int Fill(int least)
        {
            var units = OnHand < least ? Units : 0;
            OnHand += units;
            return units;
        }
    }

    public IReadOnlyDictionary<Guid, StoreTerms> Stores { get; }

    public IEnumerable<Stocked> Stock => stock.Values;

    public int Products => products.Length;

    public Stocked Of(Guid offer) => stock[offer];

    public OfferTerms[] Product(int rank) => products[rank];

    public int DrawProduct(Chance chance) => zipf.Draw(chance);

    /// <summary>Some offer by how much its product is wanted.</summary>
    public OfferTerms Draw(Chance chance) => chance.Of(products[zipf.Draw(chance)]);

    /// <summary>Another offer of the same store, rather one of its wanted ones.</summary>
    public OfferTerms DrawBeside(Chance chance, Guid store)
    {
        var offers = ofStore[store];
        return offers[(int)(offers.Length * Math.Pow(chance.Part(), 3))];
    }

    // Which is wanted has nothing to do with when it was put up for sale.
    void Shuffle(Chance chance)
    {
        for (var last = products.Length - 1; last > 0; last--)
        {
            var other = chance.Below(last + 1);
            (products[last], products[other]) = (products[other], products[last]);
        }
    }

    /// <summary>The same for the same seed, where the same was put up for sale in the same order.</summary>
    public static async Task<Shelves> ReadAsync(
        Database database, IOfferBook offerBook, IStoreBook storeBook, ulong seed)
    {
        await using var session = await database.ReadFreshAsync();
        var offers = new List<OfferTerms>();
        foreach (var ids in (await session.ListAsync<Guid>(OffersSql)).Chunk(2000))
            offers.AddRange((await offerBook.TermsAsync(session, ids)).OrderBy(terms => terms.Offer));
        if (offers.Count == 0) throw new InvalidOperationException("Nothing is for sale.");
        var stores = await storeBook.TermsAsync(session, [.. offers.Select(offer => offer.Store).Distinct()]);
        return new(offers, stores.ToDictionary(store => store.Id), seed);
    }

    const string OffersSql = """
        -- bench.shelves.offers
        select o.id
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.withdrawn_at is null and p.withdrawn_at is null and o.price_minor > 0
        order by o.id
        """;
}
