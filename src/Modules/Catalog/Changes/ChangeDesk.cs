using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Every edit of a listing goes past here: what is risky of it waits, the rest passes, and both are kept. All of it
/// under the product's lock. One change of a listing waits at a time; a newer one takes over what the older proposed of
/// other fields.
/// </summary>
public sealed class ChangeDesk(ITextWatch watch, IPictures pictures, SettingBook settings)
{
    /// <summary>An edit of one listing: what of it passes, and what waits.</summary>
    /// <param name="Now">The listing as it is; null where its prices alone are edited.</param>
    internal sealed record Split(
        Guid Product, int Version, PutMyListing.Body? Now, IReadOnlyList<FieldChange> Passing,
        IReadOnlyList<FieldChange> Waiting, IReadOnlyList<ChangeRisk> Risks)
    {
        /// <summary>What it is named by where it waits.</summary>
        public Guid Id { get; } = Kernel.Id.New();

        /// <summary>What of the edit is put now. Where nothing waits, it is the edit itself.</summary>
        public PutMyListing.Body Live(PutMyListing.Body asked)
        {
            if (Waiting.Count == 0) return asked;
            var live = ListingFields.With(Now!, Passing);
            var counted = asked.Variants.ToLookup(choice => choice.Sku, choice => choice.Stock);
            return live with
            {
                Variants = [.. live.Variants.Select(one => one with { Stock = counted[one.Sku].FirstOrDefault() })],
            };
        }

        public bool PutsNothing(PutMyListing.Body asked) => Waiting.Count > 0 && Passing.Count == 0
            && Live(asked).Variants.All(choice => choice.Stock is null);
    }

    /// <summary>Splits edits of whole listings, which are locked; what is not for sale is left out.</summary>
    internal async Task<IReadOnlyDictionary<Guid, Split>> SplitAsync(
        Tx tx, StoreStanding standing, IReadOnlyDictionary<Guid, PutMyListing.Body> asked, Maker maker)
    {
        if (asked.Count == 0) return new Dictionary<Guid, Split>();
        var listings = await NowAsync(tx, standing, [.. asked.Keys]);
        var ids = await Draft.CategoriesAsync(tx, [.. listings.Values.Select(one => one.Now), .. asked.Values]);
        var edits = listings.Select(one => (
            Product: one.Key, one.Value.Version, one.Value.Now,
            Changes: ListingFields.Between(one.Value.Now, asked[one.Key], ids))).ToList();
        var skus = edits.SelectMany(edit => edit.Changes).Select(change => change.Sku).OfType<string>().Distinct();
        var dayAgo = await DayAgoAsync(tx, standing.Store, [.. skus]);
        var roots = await RootsAsync(tx, edits.SelectMany(edit => edit.Changes), ids);
        var signs = await watch.NewInAsync(tx, [.. edits.Select(edit => Reworded(edit.Now, edit.Changes))]);
        return edits.Zip(signs).Select(one => SplitOf(
            one.First.Product, one.First.Version, one.First.Now, one.First.Changes, maker, dayAgo,
            [
                .. RiskyEdits.InTold(one.First.Changes, roots, Terms),
                .. one.Second.Select(sign => new ChangeRisk(sign.Rule, null, sign.Shown)),
            ])).ToDictionary(split => split.Product);
    }

    /// <summary>
    /// Gives offers of a store other prices, which are locked with it, but for those that wait: these are given back.
    /// </summary>
    /// <returns>How many have another price now.</returns>
    internal async Task<(int Changed, IReadOnlyList<Guid> Waiting)> PutPricesAsync(
        Tx tx, Guid store, IReadOnlyList<PutPrices.Priced> prices, Maker maker)
    {
        if (prices.Count == 0) return (0, []);
        var offers = prices.Select(price => price.Offer).ToArray();
        await PutPrices.LockAsync(tx, offers);
        var had = (await tx.ListAsync<Had>(OffersSql, new { offers })).ToDictionary(one => one.Offer);
        var dayAgo = await DayAgoAsync(tx, store, [.. had.Values.Select(one => one.Sku)]);
        var split = prices.Where(price => had.ContainsKey(price.Offer)).GroupBy(price => had[price.Offer].Product)
            .Select(group => SplitOf(
                group.Key, had[group.First().Offer].Version, null,
                [.. group.Select(price => had[price.Offer].To(price)).Where(change => change.From != change.To)],
                maker, dayAgo, [])).ToList();
        var waiting = split.SelectMany(one => one.Waiting, (one, change) => (one.Product, change.Sku)).ToHashSet();
        Guid[] wait =
            [.. had.Values.Where(one => waiting.Contains((one.Product, one.Sku))).Select(one => one.Offer)];
        var changed = await PutPrices.RunAsync(tx, [.. prices.Where(price => !wait.Contains(price.Offer))]);
        await KeepAsync(tx, store, split, maker);
        return (changed, wait);
    }

    /// <summary>Keeps what passes and what waits, in the transaction that puts the one and not the other.</summary>
    internal async Task KeepAsync(Tx tx, Guid store, IReadOnlyList<Split> edits, Maker maker)
    {
        await ChangeBook.AddAsync(tx, store, maker,
        [
            .. edits.Where(edit => edit.Passing.Count > 0).Select(edit => new ChangeBook.New(
                Id.New(), edit.Product, edit.Version, edit.Passing,
                edit.Waiting.Count == 0 ? edit.Risks : [], Waits: false)),
        ]);
        if (edits.Count == 0) return;
        var olders = (await ChangeBook.WaitingAsync(tx, store, [.. edits.Select(edit => edit.Product)]))
            .ToDictionary(older => older.Product);
        foreach (var edit in edits)
            await ProposeAsync(tx, store, edit, olders.GetValueOrDefault(edit.Product), maker);
    }

    async Task ProposeAsync(Tx tx, Guid store, Split edit, ChangeBook.Row? older, Maker maker)
    {
        var left = (older?.Changes ?? [])
            .Where(change => !edit.Passing.Concat(edit.Waiting).Any(change.IsOf)).ToList();
        // Said again, or nothing of what waits is said anew: it goes on waiting.
        if (older is not null && (edit.Waiting.Count == 0
            ? left.Count == older.Changes.Count
            : left.Count + edit.Waiting.Count == older.Changes.Count && edit.Waiting.All(older.Changes.Contains)
                && !edit.Passing.Any(passing => older.Changes.Exists(passing.IsOf)))) return;
        if (older is not null) await EndAsync(tx, older, ListingChange.Superseded, maker.By, null);
        List<FieldChange> fields = [.. left, .. edit.Waiting];
        if (fields.Count == 0) return;
        var change = new ChangeBook.New(
            edit.Id, edit.Product, edit.Version, fields,
            [
                .. left.Count == 0 ? [] : older!.Reasons.Where(risk => left.Exists(one => one.Sku == risk.Sku)),
                .. edit.Risks,
            ],
            true);
        await ChangeBook.AddAsync(tx, store, maker, [change with { Risks = [.. change.Risks.Distinct()] }]);
        await ChangeBook.WaitAsync(tx, store, change);
        await tx.ExecuteAsync(CountSql, new { edit.Product });
        if (ListingFields.PicturesIn(fields) is { Count: > 0 } shown)
            await pictures.KeepAsync(tx, edit.Id, [.. shown]);
        tx.Append(new ChangeWaits(edit.Product, edit.Id));
    }

    /// <summary>Ends one that waits; false where it waits no more.</summary>
    internal async Task<bool> EndAsync(Tx tx, ChangeBook.Row change, string outcome, Guid? by, string? why)
    {
        if (!await ChangeBook.EndAsync(tx, change.Id, outcome, by, why)) return false;
        if (ListingFields.PicturesIn(change.Changes).Count > 0) await pictures.KeepAsync(tx, change.Id, []);
        tx.Append(new ChangeEnded(change.Product, change.Id, outcome, by));
        return true;
    }

    /// <summary>Nothing of these products is to be changed any more.</summary>
    /// <param name="store">Of this one; null: of all.</param>
    internal async Task VoidAsync(Tx tx, Guid? store, Guid[] products, Guid? by)
    {
        foreach (var change in store is { } one
            ? await ChangeBook.WaitingAsync(tx, one, products)
            : await ChangeBook.WaitingAsync(tx, products))
            await EndAsync(tx, change, ListingChange.Void, by, null);
    }

    /// <summary>Keeps that a listing was paused, resumed or removed.</summary>
    internal static async Task NoteAsync(Tx tx, Guid store, Guid product, Maker maker, string from, string to) =>
        await ChangeBook.AddAsync(tx, store, maker,
        [
            new(
                Id.New(), product, await tx.OneAsync<int>(VersionSql, new { product }),
                [new(ListingFields.State, null, ListingFields.Text(from), ListingFields.Text(to))], [], false),
        ]);

    /// <summary>The listings of a store as they are now; those it does not sell are left out.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, (PutMyListing.Body Now, int Version, bool IsKept)>> NowAsync(
        Session session, StoreStanding standing, Guid[] products) =>
        (await MyListing.ReadAsync(session, null, standing.Store, products, Locale.Default)).ToDictionary(
            said => said.Id,
            said => (
                SheetListing.Of(said, standing.Currency, new Dictionary<Guid, ShelfStock>()).Body(), said.Version,
                said.Kept));

    RiskyEdits.Terms Terms => new(
        settings.Of(CatalogSettings.PriceJumpPercent), settings.Of(CatalogSettings.TitleKeptPercent));

    Split SplitOf(
        Guid product, int version, PutMyListing.Body? now, IReadOnlyList<FieldChange> changes, Maker maker,
        IReadOnlyDictionary<string, long> dayAgo, IReadOnlyList<ChangeRisk> told)
    {
        if (maker.IsUndoing) return new(product, version, now, changes, [], []);
        var jumps = changes.Where(change => change.Field == ListingFields.Price && RiskyEdits.IsJump(
            ListingFields.Read<ListingFields.Cost>(change.From).Amount,
            ListingFields.Read<ListingFields.Cost>(change.To).Amount,
            dayAgo.TryGetValue(change.Sku!, out var then) ? then : null, Terms.PriceJumpPercent)).ToList();
        List<ChangeRisk> risks = [.. told, .. jumps.Select(jump => new ChangeRisk(ChangeRisk.OfPrice, jump.Sku))];
        var waits = settings.Of(CatalogSettings.RiskyEditsWait);
        var waiting = !waits ? [] : changes.Where(change =>
            jumps.Contains(change) || (told.Count > 0 && ListingFields.IsTold(change.Field))).ToList();
        return new(product, version, now, [.. changes.Except(waiting)], waiting, risks);
    }

    static Reworded Reworded(PutMyListing.Body now, IReadOnlyList<FieldChange> changes)
    {
        var after = ListingFields.With(now, [.. changes.Where(change => change.Sku is null)]);
        return new(after.Language, TextsOf(now), TextsOf(after));
    }

    static IReadOnlyList<ThingText> TextsOf(PutMyListing.Body body) =>
    [
        new(ListingFields.Title, body.Title), new(ListingFields.Description, body.Description ?? ""),
        new(ListingFields.Brand, body.Brand ?? ""),
    ];

    static async Task<Func<string, int?>> RootsAsync(
        Session session, IEnumerable<FieldChange> changes, IReadOnlyDictionary<string, Guid> ids)
    {
        var said = changes.Where(change => change.Field == ListingFields.Categories)
            .SelectMany(change => new[] { change.From, change.To }).SelectMany(ListingFields.Read<string[]>)
            .Where(ids.ContainsKey).Select(slug => ids[slug]).Distinct().ToArray();
        if (said.Length == 0) return _ => null;
        var roots = (await session.ListAsync<Root>(RootsSql, new { said })).ToDictionary(one => one.Id, one => one.Top);
        return slug => ids.TryGetValue(slug, out var id) && roots.TryGetValue(id, out var top) ? top : null;
    }

    static async Task<IReadOnlyDictionary<string, long>> DayAgoAsync(Session session, Guid store, string[] skus) =>
        skus.Length == 0
            ? new Dictionary<string, long>()
            : (await session.ListAsync<Then>(DayAgoSql, new { store, skus }))
                .ToDictionary(one => one.Sku, one => one.PriceMinor);

    sealed record Root(Guid Id, int Top);

    sealed record Then(string Sku, long PriceMinor);

    sealed record Had(
        Guid Offer, Guid Product, int Version, string Sku, long PriceMinor, string Currency, long? ListPriceMinor)
    {
        public FieldChange To(PutPrices.Priced said) => new(
            ListingFields.Price, Sku,
            ListingFields.Text(new ListingFields.Cost(PriceMinor, Currency, ListPriceMinor)),
            ListingFields.Text(new ListingFields.Cost(
                said.PriceMinor, said.Currency,
                said.ListPriceMinor > said.PriceMinor ? said.ListPriceMinor : null)));
    }

    // An edit that waits is one as well: whoever saw the version before sees what waits first.
    const string CountSql = """
        -- catalog.change-desk.count
        update catalog.product set version = version + 1 where id = @Product
        """;

    const string VersionSql = """
        -- catalog.change-desk.version
        select version from catalog.product where id = @product
        """;

    const string RootsSql = """
        -- catalog.change-desk.roots
        select id, path[1] as top from catalog.category where id = any(@said)
        """;

    const string OffersSql = """
        -- catalog.change-desk.offers
        select o.id as offer, p.id as product, p.version, o.sku, o.price_minor, o.currency, o.list_price_minor
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.id = any(@offers)
        """;

    // What an offer cost then is the first price that ended since; one that changed no more is what it is now.
    const string DayAgoSql = """
        -- catalog.change-desk.day-ago
        select o.sku, c.price_minor
        from unnest(@skus::text[]) as s(sku)
        join catalog.offer o on o.store_id = @store and o.sku = s.sku
        cross join lateral (
            select price_minor, currency
            from catalog.price_change
            where offer_id = o.id and until > now() - interval '1 day'
            order by until
            limit 1) c
        where c.currency = o.currency
        """;
}
