using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Writes what rows of a sheet change, by the doors that form and API use, in the caller's transaction, which holds the
/// store and the sheet. A row of which anything is no longer as it was told stays undone.
/// </summary>
sealed class SheetWriter(ListingDoors doors)
{
    /// <summary>Pictures at foreign addresses: what they are here, or why they are not.</summary>
    public sealed record Fetched(
        IReadOnlyDictionary<string, string> Paths, IReadOnlyDictionary<string, Refusal> Refused);

    /// <param name="refused">
    /// Listings that are not to be put, by their leaders; those that turn out so are added.
    /// </param>
    /// <returns>Null where any turned out so: then nothing may be committed.</returns>
    public async Task<IReadOnlyList<SheetRow.Outcome>?> WriteAsync(
        Tx tx, StoreStanding standing, Sheet.Row sheet, IReadOnlyList<SheetRow.Stored> rows, Fetched fetched,
        Dictionary<int, Refusal> refused)
    {
        var products = rows.Select(row => row.ProductId).OfType<Guid>().Distinct().ToArray();
        await tx.ExecuteAsync(LockSql, new { products });
        // In one call, before anything is read or written: stock stands still from here on.
        if (CountedIn(sheet, rows) is { Length: > 0 } skus)
            await doors.Stock.LoadAndLockAsync(
                tx, [.. (await OffersAsync(tx, standing.Store, skus)).Select(one => one.Id)]);
        var book = await SheetBook.ReadAsync(tx, doors.Stock, standing.Store, standing.Currency, products);
        var terms = await SheetBook.TermsAsync(
            tx, standing.Currency,
            rows.SelectMany(row => row.Edits).SelectMany(edit => new[] { edit.From, edit.To }, KeyValuePair.Create)
                .Select(pair => KeyValuePair.Create(pair.Key.Field, pair.Value)));
        var works = rows.GroupBy(row => row.Leader).Select(group =>
        {
            var work = new SheetWork(standing, sheet, [.. group], book, terms, fetched);
            if (refused.GetValueOrDefault(work.Leader) is { } refusal) work.RefuseAll(refusal);
            else work.Decide();
            return work;
        }).ToList();
        var maker = new Maker(sheet.ByWhom, Maker.Sheet) { IsUndoing = sheet.Status == Sheet.Undoing };
        if (maker.IsUndoing) await WithdrawAsync(tx, standing, rows, maker);
        if (!await PutWholeAsync(tx, standing, works, maker, refused)) return null;
        var (_, waiting) = await doors.Changes.PutPricesAsync(
            tx, standing.Store, [.. works.SelectMany(work => work.Prices())], maker);
        foreach (var work in works) work.WaitFor(waiting);
        foreach (var work in works) await MoveAsync(tx, standing, work, maker);
        if (!await CountAsync(tx, standing, sheet, works, refused)) return null;
        return [.. works.SelectMany(work => work.Outcomes())];
    }

    public static SheetRow.Outcome Failed(SheetRow.Stored row, Sheet.Row sheet, Refusal why) => new(
        row.Line, sheet.Status == Sheet.Applying ? SheetRow.Failed : SheetRow.Kept, row.Leader, row.ProductId,
        row.Edits, why, row.Counted);

    static string[] CountedIn(Sheet.Row sheet, IReadOnlyList<SheetRow.Stored> rows) =>
    [
        .. rows.Where(row => row.ProductId is not null && row.Edits.Exists(edit => edit.Field == SheetFields.Stock))
            .Select(row => sheet.SkuOf(row.Cells)).Distinct(),
    ];

    static Task<IReadOnlyList<Made>> OffersAsync(Tx tx, Guid store, string[] skus) =>
        tx.ListAsync<Made>(MadeSql, new { store, skus });

    // What waits of a sheet that is undone is no longer wanted.
    async Task WithdrawAsync(Tx tx, StoreStanding standing, IReadOnlyList<SheetRow.Stored> rows, Maker maker)
    {
        var proposed = rows.Where(row => row.State == SheetRow.Proposed).Select(row => row.ProductId).OfType<Guid>();
        foreach (var change in await ChangeBook.WaitingAsync(tx, standing.Store, [.. proposed.Distinct()]))
            if (change.Via == Maker.Sheet)
                await doors.Changes.EndAsync(tx, change, ListingChange.Withdrawn, maker.By, null);
    }

    async Task<bool> PutWholeAsync(
        Tx tx, StoreStanding standing, IReadOnlyList<SheetWork> works, Maker maker,
        Dictionary<int, Refusal> refused)
    {
        var whole = works.Where(work => work.IsWhole).ToList();
        if (whole.Count == 0) return true;
        var before = refused.Count;
        var answers = await PutMyListing.PutAsync(
            tx, standing, [.. whole.Select(work => work.Asked())], doors, maker);
        foreach (var (work, answer) in whole.Zip(answers))
            if (answer.Refusal is { } refusal) refused[work.Leader] = refusal;
            else work.WaitFor(answer.Waiting);
        return refused.Count == before;
    }

    async Task MoveAsync(Tx tx, StoreStanding standing, SheetWork work, Maker maker)
    {
        if (work.Move is not { } move || work.Product is not { } product) return;
        var way = move switch
        {
            SheetWork.Pause => new PauseMyListing.Way(SheetListing.Active, SheetListing.Paused),
            SheetWork.Resume => new(SheetListing.Paused, SheetListing.Active),
            _ => new(SheetListing.Active, PauseMyListing.Way.Removed),
        };
        await PauseMyListing.MovedAsync(tx, standing.Store, product, maker, way, tx => move switch
        {
            SheetWork.Pause => PauseMyListing.PauseAsync(tx, standing.Store, product),
            SheetWork.Resume => ResumeMyListing.ResumeAsync(tx, standing.Store, product),
            _ => RemoveMyListing.RemoveAsync(tx, standing.Store, product, doors.Changes, maker.By),
        });
        // What was never sold lets go of its codes: the same file can be imported again.
        if (move == SheetWork.Remove) await tx.ExecuteAsync(LetGoSql, new { product, store = standing.Store });
    }

    // Last of all, in one call: stock rows are locked after everything else and in one order.
    async Task<bool> CountAsync(
        Tx tx, StoreStanding standing, Sheet.Row sheet, IReadOnlyList<SheetWork> works,
        Dictionary<int, Refusal> refused)
    {
        var counts = works.SelectMany(work => work.Counts(), (work, count) => (work.Leader, Said: count)).ToList();
        if (counts.Count == 0) return true;
        var skus = counts.Where(count => count.Said.Offer is null).Select(count => count.Said.Sku).ToArray();
        var made = skus.Length == 0
            ? new()
            : (await OffersAsync(tx, standing.Store, skus))
                .ToDictionary(one => one.Sku, one => one.Id);
        // What is new and waits is counted where it is approved.
        counts.RemoveAll(count => count.Said.Offer is null && !made.ContainsKey(count.Said.Sku));
        if (counts.Count == 0) return true;
        Guid OfferOf(SheetWork.Count said) => said.Offer ?? made[said.Sku];
        var leaders = counts.ToDictionary(count => OfferOf(count.Said), count => count.Leader);
        var reserved = await doors.Stock.CountAsync(
            tx, [.. counts.Select(count => new StockCount(OfferOf(count.Said), count.Said.OnHand))],
            Shorter.Of($"sheet {sheet.Name}", 200), sheet.ByWhom);
        // A SKU that comes again still has what buyers hold of it.
        foreach (var one in reserved)
            refused[leaders[one.Offer]] = Refusals.StockBelowReserved.At(SheetFields.Stock);
        return reserved.Count == 0;
    }

    sealed record Made(string Sku, Guid Id);

    const string LockSql = """
        -- catalog.sheet-writer.lock
        select id from catalog.product where id = any(@products) order by id for update
        """;

    const string MadeSql = """
        -- catalog.sheet-writer.made
        select sku, id from catalog.offer where store_id = @store and sku = any(@skus)
        """;

    const string LetGoSql = """
        -- catalog.sheet-writer.let-go
        update catalog.offer o
        set sku = left(o.sku, 60) || ' ' || o.id
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product and o.store_id = @store
        """;
}
