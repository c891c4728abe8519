namespace Feria.Catalog;

/// <summary>One field of a listing or an SKU, what it was and what it becomes.</summary>
public sealed record Edit(string Field, string From, string To);

/// <summary>A row of a sheet while it is looked at: what it says, and what becomes of it.</summary>
sealed class SheetLine(int line, IReadOnlyDictionary<string, string> cells)
{
    public int Line => line;
    public IReadOnlyDictionary<string, string> Cells => cells;
    public string Sku { get; } = cells.GetValueOrDefault(SheetFields.Sku, "").Trim();

    /// <summary>Whether it is looked at; others only say whose row this is.</summary>
    public bool IsRead { get; init; } = true;

    public int Leader { get; set; }
    public Guid? Product { get; set; }
    public string State { get; set; } = SheetRow.Same;
    public List<Edit> Changes { get; set; } = [];
    public Refusal? Refusal { get; private set; }

    public void Refuse(Refusal refusal)
    {
        if (Refusal is not null) return;
        (Refusal, State, Changes) = (refusal, SheetRow.Error, []);
    }
}

/// <summary>The rows of one listing.</summary>
/// <param name="Before">Null where it is new.</param>
/// <param name="Fresh">Another copy of it each time.</param>
sealed record SheetGroup(IReadOnlyList<SheetLine> Lines, SheetListing? Before, Func<SheetListing> Fresh)
{
    /// <summary>As the rows make it.</summary>
    public SheetListing After { get; private set; } = Fresh();

    public IEnumerable<SheetLine> Good => Lines.Where(line => line.IsRead && line.Refusal is null);

    /// <summary>Whether the listing is put whole; else only prices, stock or its state change.</summary>
    public bool IsWhole => Before is null || Good.Any(line => line.State == SheetRow.Create
        || line.Changes.Any(edit => SheetEdits.IsWhole(edit.Field)));

    /// <summary>As form and API would send it, once it is planned.</summary>
    public PutMyListing.Body Body => body ??= After.Body();

    PutMyListing.Body? body;

    /// <summary>Tells of each row what it would do. Pure.</summary>
    public void Plan(SheetListing.Terms terms)
    {
        // Rows that are refused say nothing to those that stay.
        while (true)
        {
            var good = Good.ToList();
            After = Fresh();
            Put(good, terms);
            if (Good.Count() == good.Count) break;
        }

        After.Settle();
        if (Before is null && After.Text(SheetFields.Title).Length == 0)
            Good.FirstOrDefault()?.Refuse(Refusals.RowTitleMissing.At(SheetFields.Title));
        if (Before is null && Lines.Any(line => line.Refusal is not null))
            foreach (var line in Good.ToList()) line.Refuse(Refusals.RowsIncomplete);
        foreach (var (place, line) in Good.ToList().Index()) Tell(line, isFirst: place == 0);
    }

    void Put(List<SheetLine> good, SheetListing.Terms terms)
    {
        foreach (var line in good) PutOffer(line, terms);
        good = [.. good.Where(line => line.Refusal is null)];
        if (good.Count == 0) return;
        var fields = good.MaxBy(line => line.Cells.Count)!.Cells.Keys;
        foreach (var field in fields.Where(SheetEdits.IsOfListing)) PutListing(field, good, terms);
    }

    // The first row that has something there says it; nothing empties it, but not in rows of new variants alone.
    void PutListing(string field, List<SheetLine> good, SheetListing.Terms terms)
    {
        // A row that ends before this column has no word in it.
        good = [.. good.Where(line => line.Cells.ContainsKey(field))];
        var says = good.Find(line => line.Cells[field].Trim().Length > 0);
        if (says is null && (Before is null || !good.Any(line => Before.Offers.Exists(o => o.Sku == line.Sku)))) return;
        var cell = says?.Cells[field] ?? "";
        foreach (var other in good.Where(line => line.Cells[field].Trim().Length > 0
            && SheetEdits.Plain(line.Cells[field]) != SheetEdits.Plain(cell)))
            other.Refuse(Refusals.RowContradicts.At(field));
        if (SheetEdits.IsAs(Before, field, null, cell)) return;
        var refusal = After.Put(field, cell, null, terms)
            ?? (Before is { IsKept: false } && field != SheetFields.State && IsOther(field)
                ? Refusals.ListingNotKept
                : null);
        if (refusal is null) return;
        // All that say so, at once: a file may have thousands of them.
        foreach (var line in good.Where(line => says is null || line.Cells[field].Trim().Length > 0))
            line.Refuse(refusal.At(field));
    }

    bool IsOther(string field)
    {
        var named = SheetEdits.TextFieldOf(field);
        return Before!.Text(named) != After.Text(named);
    }

    void PutOffer(SheetLine line, SheetListing.Terms terms)
    {
        var known = After.Offers.Find(one => one.Sku == line.Sku);
        if (known is null && !After.IsKept)
        {
            line.Refuse(Refusals.ListingNotKept);
            return;
        }

        var offer = known ?? new SheetListing.Offer { Sku = line.Sku };
        if (known is null) After.Offers.Add(offer);
        var before = Before?.Offers.Find(one => one.Sku == line.Sku);
        foreach (var field in SheetFields.OfOffer)
        {
            if (!line.Cells.TryGetValue(field, out var cell)) continue;
            if (before is not null && SheetEdits.IsAs(Before, field, before, cell)) continue;
            if (field == SheetFields.Stock && before is not null && IsAsExported(line, cell)) continue;
            var refusal = After.Put(field, cell, offer, terms)
                ?? (Before is { IsKept: false } && SheetEdits.IsWhole(field)
                    && Before.Text(field, before) != After.Text(field, offer)
                    ? Refusals.ListingNotKept
                    : null);
            if (refusal is not null) line.Refuse(refusal.At(field));
        }

        if (offer.Price == 0) line.Refuse(Refusals.RowPriceMissing.At(SheetFields.Price));
    }

    // What was sold since it was exported must not come back.
    static bool IsAsExported(SheetLine line, string cell) =>
        line.Cells.TryGetValue(SheetFields.StockBefore, out var had) && had.Trim() == cell.Trim();

    void Tell(SheetLine line, bool isFirst)
    {
        var (now, then) = (Before?.Offers.Find(one => one.Sku == line.Sku), After.Offers.Find(o => o.Sku == line.Sku));
        line.Changes =
        [
            .. (isFirst ? SheetFields.OfListing : [])
                .Select(field => new Edit(field, Before?.Text(field) ?? "", After.Text(field))),
            .. SheetFields.OfOffer
                .Select(field => new Edit(field, now is null ? "" : Before!.Text(field, now), After.Text(field, then))),
        ];
        line.Changes.RemoveAll(edit => edit.From == edit.To);
        line.State = now is null ? SheetRow.Create : line.Changes.Count > 0 ? SheetRow.Change : SheetRow.Same;
    }
}

/// <summary>What is known of fields, and when two texts of one are the same.</summary>
static class SheetEdits
{
    public static bool IsOfListing(string field) =>
        SheetFields.OfListing.Contains(field) || field.StartsWith(SheetFields.Attribute, StringComparison.Ordinal);

    /// <summary>Whether the listing is put whole for it; prices, stock and pausing have doors of their own.</summary>
    public static bool IsWhole(string field) =>
        field is not (SheetFields.Price or SheetFields.ListPrice or SheetFields.Currency or SheetFields.Stock
            or SheetFields.State or SheetFields.Listing);

    /// <summary>Pictures that are elsewhere and would be fetched.</summary>
    public static IEnumerable<string> ForeignIn(IEnumerable<Edit> edits) => edits
        .Where(edit => edit.Field == SheetFields.Pictures)
        .SelectMany(edit => Parted.Split(edit.To).Except(Parted.Split(edit.From)))
        .Where(SheetListing.IsForeign);

    /// <summary>The field in whose text another's is.</summary>
    public static string TextFieldOf(string field) =>
        field.StartsWith(SheetFields.Attribute, StringComparison.Ordinal) ? SheetFields.Attributes : field;

    /// <summary>Whether a cell stands there as it would be exported.</summary>
    public static bool IsAs(SheetListing? listing, string field, SheetListing.Offer? offer, string cell) =>
        listing is not null && TextFieldOf(field) == field && Plain(listing.Text(field, offer)) == Plain(cell);

    // Spreadsheets end lines in their own way, and people leave blanks.
    public static string Plain(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n').Trim();
}
