using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Changes of listings for those who decide. One is applied to the listing as it is now: only its own fields, and only
/// where each is still as it was when it was proposed.
/// </summary>
sealed class ListingChanges(
    ChangeDesk changes, IStoreDesk desk, IStoreBook stores, IStock stock, IPictures pictures)
    : IListingChanges, IModerated
{
    public string Kind => ThingKind.Change;

    public async Task<ListingChange?> FindAsync(Session session, Guid change)
    {
        if (await OneAsync(session, change) is not { } row) return null;
        if (row.Outcome != ListingChange.Waiting) return row.Shown();
        var now = await NowAsync(session, row);
        return row.Shown(one => now is null || IsFree(now, one)
            ? null
            : ListingFields.Of(now, one.Field, one.Sku) ?? one.From);
    }

    public async Task<IReadOnlyList<ListingChange>> OfProductAsync(
        Session session, Guid product, Guid before, int limit) =>
        [.. (await ChangeBook.OfProductAsync(session, product, before, limit)).Select(row => row.Shown())];

    public async Task<(string? Outcome, Refusal? Refusal)> DecideAsync(
        Tx tx, Guid change, bool isApproved, string why, Guid by)
    {
        if (await OneAsync(tx, change) is not { } known) return (null, Refusals.ChangeNotFound);
        var standing = await desk.HoldAsync(tx, known.Store);
        await tx.ExecuteAsync(LockSql, new { known.Product });
        if (await OneAsync(tx, change) is not { Outcome: ListingChange.Waiting } row)
            return (null, Refusals.ChangeEnded);
        var (outcome, refusal) = isApproved
            ? await ApplyAsync(tx, row, standing!)
            : (ListingChange.Refused, null);
        if (refusal is not null) return (null, refusal);
        await changes.EndAsync(tx, row, outcome, by, why);
        return (outcome, null);
    }

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things)
    {
        var rows = await ChangeBook.FindAsync(session, [.. things.Select(IdOf)]);
        var titles = (await session.ListAsync<Titled>(
            TitlesSql, new { products = rows.Select(row => row.Product).Distinct().ToArray() }))
            .ToDictionary(one => one.Id);
        return [.. rows.Select(row => ShownOf(row, titles[row.Product]))];
    }

    // Nobody else sees it, and it is not taken out of sight.
    public Task<bool> MaySeeAsync(Session session, ThingShown thing, Caller caller) => Task.FromResult(false);

    public Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    async Task<(string Outcome, Refusal? Refusal)> ApplyAsync(Tx tx, ChangeBook.Row row, StoreStanding standing)
    {
        var listings = await ChangeDesk.NowAsync(tx, standing, [row.Product]);
        var fields = row.Changes;
        if (!standing.IsApproved || !listings.TryGetValue(row.Product, out var listing)
            || (!listing.IsKept && fields.Exists(one => one.Sku is null)))
            return (ListingChange.Void, null);
        var blocked = fields.Where(one => !IsFree(listing.Now, one)).ToList();
        if (blocked.Count > 0)
            return ("", Refusals.ChangeConflicts.With("fields", blocked.Select(one => one.Field).Distinct().ToArray()));
        if (!listing.IsKept)
        {
            await PutPrices.RunAsync(tx, await PricesAsync(tx, row.Store, fields));
            return (ListingChange.Approved, null);
        }

        var body = ListingFields.With(listing.Now, fields) with { Version = listing.Version };
        var put = (await PutMyListing.PutAsync(
            tx, standing, [new(row.Product, false, body)], new(stores, stock, pictures, changes), null)).Single();
        return (ListingChange.Approved, put.Refusal);
    }

    async Task<PutMyListing.Body?> NowAsync(Session session, ChangeBook.Row row)
    {
        var store = (await stores.TermsAsync(session, [row.Store])).Single();
        var standing = new StoreStanding(row.Store, "", 0, "", store.Currency);
        return (await ChangeDesk.NowAsync(session, standing, [row.Product])).GetValueOrDefault(row.Product).Now;
    }

    // As it was when it was proposed, or as it would be made.
    static bool IsFree(PutMyListing.Body now, FieldChange change) =>
        ListingFields.Of(now, change.Field, change.Sku) is { } text
        && (ListingFields.AreSame(change.Field, text, change.From)
            || ListingFields.AreSame(change.Field, text, change.To));

    static async Task<IReadOnlyList<PutPrices.Priced>> PricesAsync(
        Session session, Guid store, IReadOnlyList<FieldChange> fields)
    {
        var costs = fields.Where(one => one.Field == ListingFields.Price)
            .ToDictionary(one => one.Sku!, one => ListingFields.Read<ListingFields.Cost>(one.To));
        return
        [
            .. (await session.ListAsync<Offered>(OffersSql, new { store, skus = costs.Keys.ToArray() })).Select(one =>
                new PutPrices.Priced(
                    one.Id, costs[one.Sku].Amount, costs[one.Sku].Currency, costs[one.Sku].ListPrice, SaysList: true)),
        ];
    }

    static ThingShown ShownOf(ChangeBook.Row row, Titled product) => new(
        $"{row.Id}",
        [
            new("title", product.Title),
            .. row.Shown().Fields.Where(field => field.Name is ListingFields.Title or ListingFields.Description
                or ListingFields.Brand).Select(field => new ThingText(field.Name, string.Join('\n', field.To))),
        ],
        product.Language, $"/product/{row.Product}", null, row.Store, row.Outcome == ListingChange.Waiting);

    static Guid IdOf(string thing) => Guid.TryParseExact(thing, "D", out var id) ? id : Guid.Empty;

    static async Task<ChangeBook.Row?> OneAsync(Session session, Guid change) =>
        (await ChangeBook.FindAsync(session, [change])).SingleOrDefault();

    sealed record Titled(Guid Id, string Title, string Language);

    sealed record Offered(Guid Id, string Sku);

    const string LockSql = """
        -- catalog.listing-changes.lock
        select id from catalog.product where id = @Product for update
        """;

    const string TitlesSql = """
        -- catalog.listing-changes.titles
        select id, title, language from catalog.product where id = any(@products)
        """;

    const string OffersSql = """
        -- catalog.listing-changes.offers
        select id, sku
        from catalog.offer
        where store_id = @store and sku = any(@skus) and (withdrawn_at is null or paused_at is not null)
        """;
}
