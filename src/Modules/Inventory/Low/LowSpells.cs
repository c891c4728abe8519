using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>What of a store is low: from when an offer fell to its threshold until it rose above it again.</summary>
static class LowSpells
{
    const int LookedThrough = 500;

    /// <summary>The store's offers that are low, latest first; with a text, as the catalogue looks for it.</summary>
    public static async Task<StoreShelf> ShelfAsync(
        Session session, string region, IOfferBook offers, Guid store, string? text, Guid before, int limit)
    {
        var atMost = text is null ? limit + 1 : LookedThrough;
        var spells = await session.ListAsync<Spell>(ShelfSql, new { Region = region, store, before, atMost });
        var terms = (await offers.TermsAsync(session, [.. spells.Select(spell => spell.Offer)]))
            .ToDictionary(offer => offer.Offer);
        var meant = spells.Where(spell => terms.ContainsKey(spell.Offer) && IsMeant(terms[spell.Offer], text)).ToList();
        return new(
            [.. meant.Take(limit).Select(spell => terms[spell.Offer])],
            meant.Count > limit ? meant[limit - 1].Id : spells.Count == atMost ? spells[^1].Id : null);
    }

    static bool IsMeant(OfferTerms offer, string? text) => text is null
        || offer.Sku.Contains(text, StringComparison.OrdinalIgnoreCase)
        || offer.Title.Contains(text, StringComparison.OrdinalIgnoreCase);

    sealed record Spell(Guid Id, Guid Offer);

    const string ShelfSql = """
        -- inventory.low-spells.shelf
        select id, offer_id as offer
        from inventory.low_spell
        where region = @Region and store_id = @store and ended_at is null and id < @before
        order by id desc
        limit @atMost
        """;
}
