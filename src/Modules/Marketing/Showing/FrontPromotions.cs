using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>A promotion as the front page shows it.</summary>
/// <param name="Store">Of which store; null for the platform's.</param>
/// <param name="Path">Where it leads, without a language.</param>
public sealed record FrontPromotion(Guid Id, string? Store, string Path, DateTime From, PromotionShown Terms);

/// <summary>
/// What can be had for less now, from a copy of what runs or soon begins; the clock says which of it is shown, so that
/// each begins and ends to the second.
/// </summary>
public sealed class FrontPromotions(
    Cache cache, Database database, IStoreBook stores, ICategoryBook categories, TimeProvider clock)
{
    public const int Most = 8;

    const int MostKept = 60;

    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    // Longer than a copy can serve.
    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(15);

    /// <summary>The platform's first, then one of each store, of each the one that ends first.</summary>
    public async Task<IReadOnlyList<FrontPromotion>> NowAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var known = await cache.GetAsync<Page<FrontPromotion>>(
            "marketing.front-promotions", Fresh, session => ReadAsync(session), stop);
        var running = known!.Value.Items.Where(one => one.From <= now && now < one.Terms.Until).ToList();
        return
        [
            .. running.Where(one => one.Store is null)
                .Concat(running.Where(one => one.Store is not null).DistinctBy(one => one.Store))
                .Take(Most),
        ];
    }

    async Task<Cache.Filled<Page<FrontPromotion>>> ReadAsync(Session session)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var rows = await session.ListAsync<Row>(OpenSql, new { database.Region, now, soon = now + Ahead, MostKept });
        Guid[] owners = [.. rows.Select(row => row.Owner).Where(owner => owner != Guid.Empty).Distinct()];
        var signs = (await stores.SignsAsync(session, owners)).Where(one => one.Open).ToDictionary(one => one.Id);
        var slugs = rows.All(row => row.Category is null)
            ? new Dictionary<int, string>()
            : (await categories.AllAsync(session, Locale.Default)).ToDictionary(one => one.Number, one => one.Slug);
        return new(
            new(
                [
                    .. rows.Where(row => row.Owner == Guid.Empty || signs.ContainsKey(row.Owner))
                        .Select(row => row.Shown(signs.GetValueOrDefault(row.Owner), slugs)),
                ], null),
            [Changes.Of<PromotionsChanged>(), Changes.Of<CategoriesChanged>(), .. owners]);
    }

    sealed record Row(
        Guid Id, string Name, Guid Owner, string Currency, DateTime FromAt, DateTime UntilAt, int? Category,
        long LeastItemsMinor, int LeastUnits, string Effect, int PercentBasisPoints, long AmountMinor, long? MostMinor)
    {
        public FrontPromotion Shown(StoreSign? store, IReadOnlyDictionary<int, string> slugs) => new(
            Id, store?.Name,
            store is not null ? $"/store/{store.Slug}"
                : Category is { } category && slugs.TryGetValue(category, out var slug) ? $"/category/{slug}"
                : "/categories",
            FromAt,
            new(
                Name, Effect, PercentBasisPoints, Some(AmountMinor), Some(MostMinor ?? 0), Some(LeastItemsMinor),
                LeastUnits, UntilAt));

        Money? Some(long minor) => minor > 0 ? new Money(minor, Currency) : null;
    }

    const string OpenSql = """
        -- marketing.front-promotions.open
        select id, name, owner_id as owner, currency, from_at, until_at, category, least_items_minor, least_units,
            effect, percent_basis_points, amount_minor, most_minor
        from marketing.promotion
        where region = @Region and ended_at is null and code is null and not is_by_coupon and until_at > @now
            and from_at < @soon and (use_limit is null or used < use_limit)
        order by until_at, id
        limit @MostKept
        """;
}
