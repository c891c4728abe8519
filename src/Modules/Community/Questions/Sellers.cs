using Feria.Contracts;

namespace Feria.Community;

/// <summary>Who can answer: the stores that sell a product now.</summary>
static class Sellers
{
    // Of a product that everybody sells, who ask first see the first of them.
    const int MostOffers = 60;
    const int MostStores = 20;

    /// <summary>The stores of the first offers, the winning one's first; null where there is no such product.</summary>
    public static async Task<Guid[]?> OfAsync(Session session, Guid product, IProductBook products, IOfferBook offers)
    {
        var facts = (await products.FactsAsync(session, [product])).SingleOrDefault();
        if (facts is not { Listed: true }) return null;
        Guid[] first = [.. facts.Offers.Take(MostOffers)];
        var stores = (await offers.TermsAsync(session, first)).ToDictionary(terms => terms.Offer, terms => terms.Store);
        return
        [
            .. first.Where(stores.ContainsKey).Select(offer => stores[offer]).Distinct().Take(MostStores),
        ];
    }
}
