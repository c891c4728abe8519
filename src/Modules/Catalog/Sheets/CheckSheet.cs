using Feria.Contracts;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace Feria.Catalog;

/// <summary>
/// The dry run: tells of each row what it would do, and why it would not. Changes nothing but the rows; cut off, it
/// begins again.
/// </summary>
sealed class CheckSheet(Database database, IStoreDesk desk, IStock stock, IOptions<ValidationOptions> validation)
{
    const int ListingsAtOnce = 200;

    public async Task RunAsync(Sheet.Row sheet, CancellationToken stop)
    {
        var (lines, foreign, refusal) = await ReadAsync(sheet, stop);
        foreach (var groups in Grouped(lines).Chunk(ListingsAtOnce))
        {
            if (refusal is null) await PlanAsync(sheet, groups, foreign, stop);
            else foreach (var line in groups.SelectMany(lines => lines)) line.Refuse(refusal);
            if (!await TellAsync(sheet, groups.SelectMany(lines => lines), stop)) return;
        }

        await using var tx = await database.WriteAsync(stop);
        if (await Sheet.LockAsync(tx, sheet.StoreId, sheet.Id) is not { Status: Sheet.Checking }) return;
        await Sheet.MoveAsync(tx, sheet.Id, Sheet.Checked);
        await tx.CommitAsync();
    }

    static IEnumerable<IReadOnlyList<SheetLine>> Grouped(IReadOnlyList<SheetLine> lines) =>
        lines.GroupBy(line => line.Leader).Select(IReadOnlyList<SheetLine> (group) => [.. group]);

    // Foreign are pictures that rows which are not looked at again would fetch.
    async Task<(IReadOnlyList<SheetLine> Lines, HashSet<string> Foreign, Refusal? Refusal)> ReadAsync(
        Sheet.Row sheet, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var stored = await session.ListAsync<SheetRow.Stored>(RowsSql, new { sheet = sheet.Id });
        var lines = new List<SheetLine>();
        var foreign = SheetEdits.ForeignIn(stored.Where(row => row.State is SheetRow.Create or SheetRow.Change)
            .SelectMany(row => row.Edits)).ToHashSet();
        foreach (var row in stored)
        {
            var line = new SheetLine(row.Line, sheet.Said(row.Cells)) { IsRead = row.State == SheetRow.Read };
            // A row that was torn has no cells to be read.
            if (row.Cells.Length == 0) line.Refuse(Refusals.RowTorn);
            else if (line.Sku.Length is 0 or > 100) line.Refuse(Refusals.RowSkuMissing.At(SheetFields.Sku));
            lines.Add(line);
        }

        var (standing, refusal) = await desk.EnterAsync(session, sheet.StoreId, sheet.By, StoreRight.Edit);
        if (standing is null) return (lines, foreign, refusal);
        Group(lines, await SheetBook.SkusAsync(session, sheet.StoreId, lines.Select(line => line.Sku)));
        return (lines, foreign, null);
    }

    /// <summary>
    /// Says which rows are one listing: what has a known SKU or names a product is that product, what has one name is
    /// one new listing, and what is left is each by itself. Pure.
    /// </summary>
    internal static void Group(IReadOnlyList<SheetLine> lines, IReadOnlyDictionary<string, SheetBook.KnownSku> known)
    {
        static string NameOf(SheetLine line) => line.Cells.GetValueOrDefault(SheetFields.Listing, "").Trim();
        var named = new Dictionary<string, Guid>();
        foreach (var line in lines)
            if (NameOf(line) is { Length: > 0 } name && known.GetValueOrDefault(line.Sku) is { IsLive: true } sku)
                named.TryAdd(name, sku.Product);

        var leaders = new Dictionary<string, int>();
        var seen = new HashSet<string>();
        foreach (var line in lines)
        {
            var name = NameOf(line);
            var sku = known.GetValueOrDefault(line.Sku);
            line.Product = sku is { IsLive: true } ? sku.Product
                : Guid.TryParse(name, out var product) ? product
                : name.Length > 0 && named.TryGetValue(name, out var of) ? of
                : null;
            var key = line.Refusal is not null ? $"line {line.Line}"
                : line.Product is { } id ? $"product {id}"
                : name.Length > 0 ? $"name {name}" : $"sku {line.Sku}";
            leaders.TryAdd(key, line.Line);
            line.Leader = leaders[key];
            if (line.Refusal is not null) continue;
            if (!seen.Add(line.Sku)) line.Refuse(Refusals.OfferTwice.At(SheetFields.Sku));
            else if (sku is not null && sku.Product != (Guid.TryParse(name, out var said) ? said : line.Product))
                line.Refuse(Refusals.SkuTaken.At(SheetFields.Sku));
        }
    }

    async Task PlanAsync(
        Sheet.Row sheet, IReadOnlyList<SheetLine>[] groups, HashSet<string> foreign, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, sheet.StoreId, sheet.By, StoreRight.Edit);
        var currency = standing?.Currency ?? "";
        var book = await SheetBook.ReadAsync(session, stock, sheet.StoreId, currency,
            groups.Select(lines => lines[0].Product).OfType<Guid>());
        var terms = await SheetBook.TermsAsync(
            session, currency, groups.SelectMany(lines => lines).SelectMany(line => line.Cells));
        var planned = new List<SheetGroup>();
        foreach (var lines in groups)
        {
            if (standing is null) RefuseAll(lines, refusal!);
            else if (lines[0].Product is { } product && book.Listing(product) is null)
                RefuseAll(lines, Refusals.ListingNotFound.At(SheetFields.Listing));
            else
            {
                var before = lines[0].Product is { } id ? book.Listing(id) : null;
                var group = new SheetGroup(
                    lines, before, () => before is null
                        ? SheetListing.New(currency, Locale.Default)
                        : book.Listing(before.Product!.Value)!);
                group.Plan(terms);
                planned.Add(group);
            }
        }

        var categories = await Draft.CategoriesAsync(
            session, planned.Where(one => one.IsWhole).Select(one => one.Body));
        foreach (var group in planned) await ProveAsync(group, standing!, categories);
        foreach (var group in planned) Bound(group, foreign);
    }

    // Those of other servers are fetched a few at a time: a listing that asks for too many more waits for a retry.
    internal static void Bound(SheetGroup group, HashSet<string> foreign)
    {
        var wanted = SheetEdits.ForeignIn(group.Good.SelectMany(line => line.Changes)).Except(foreign).ToList();
        if (foreign.Count + wanted.Count <= Sheet.MostForeign) foreign.UnionWith(wanted);
        else foreach (var line in group.Good.ToList()) line.Refuse(Refusals.SheetTooLarge.At(SheetFields.Pictures));
    }

    // What the writer of forms and API would refuse: by its own rules.
    async Task ProveAsync(
        SheetGroup group, StoreStanding standing, IReadOnlyDictionary<string, Guid> categories)
    {
        if (!standing.IsApproved)
            foreach (var line in group.Good.ToList())
                if (line.Changes.Exists(edit => edit is { Field: SheetFields.State, To: SheetListing.Active }))
                    line.Refuse(Refusals.StoreNotApproved);
        if (!group.IsWhole || !group.Good.Any()) return;
        var faults = await Problems.FaultsOfAsync(group.Body, validation.Value);
        var refusal = !standing.IsApproved ? Refusals.StoreNotApproved
            : faults.Count > 0 ? KernelRefusals.InvalidFields.With("detail", faults.First().Value[0]) with
            {
                Field = FieldOf(faults.First().Key),
            }
            : group.Body.Refuse(standing.Currency, categories) is { } no ? no.At(SheetFields.Categories)
            : group.Body.Variants.DistinctBy(one => string.Join('\u001f', one.Options ?? [])).Count()
                < group.Body.Variants.Count ? Refusals.DuplicateVariant.At(SheetFields.Options)
            : null;
        if (refusal is null) return;
        foreach (var line in group.Good.ToList())
            if (line.State == SheetRow.Create || line.Changes.Exists(edit => SheetEdits.IsWhole(edit.Field)))
                line.Refuse(refusal);
    }

    // The draft's name of it, as a column has it.
    static string? FieldOf(string path)
    {
        var name = path.Split('.', '[')[0];
        return SheetFields.All.Contains(name) ? name
            : name == "optionNames" ? SheetFields.Options
            : name == "variants" && path.EndsWith("sku", StringComparison.Ordinal) ? SheetFields.Sku
            : null;
    }

    static void RefuseAll(IEnumerable<SheetLine> lines, Refusal refusal)
    {
        foreach (var line in lines) line.Refuse(refusal);
    }

    async Task<bool> TellAsync(Sheet.Row sheet, IEnumerable<SheetLine> lines, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await Sheet.LockAsync(tx, sheet.StoreId, sheet.Id) is not { Status: Sheet.Checking }) return false;
        await SheetRow.TellAsync(tx, sheet.Id,
        [
            .. lines.Where(line => line.IsRead).Select(line => new SheetRow.Outcome(
                line.Line, line.State, line.Leader, line.Product, line.Changes, line.Refusal)),
        ]);
        await tx.CommitAsync();
        return true;
    }

    const string RowsSql = $"""
        -- catalog.check-sheet.rows
        select {SheetRow.Columns} from catalog.sheet_row where sheet_id = @sheet order by line
        """;
}
