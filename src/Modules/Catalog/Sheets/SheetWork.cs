using System.Globalization;
using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// What rows of one listing come to, decided from what is there now. Pure. Applying and undoing are one thing with from
/// and to exchanged.
/// </summary>
sealed class SheetWork(
    StoreStanding standing, Sheet.Row sheet, IReadOnlyList<SheetRow.Stored> rows, SheetBook book,
    SheetListing.Terms terms, SheetWriter.Fetched fetched)
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Remove = "remove";

    readonly bool isUndo = sheet.Status == Sheet.Undoing;
    readonly Dictionary<int, Refusal> refused = [];
    readonly Guid made = Id.New();
    readonly HashSet<string> waitingSkus = [];
    bool isTextWaiting;
    SheetListing? before;
    SheetListing after = SheetListing.New(standing.Currency, Locale.Default);

    public sealed record Count(Guid? Offer, string Sku, long OnHand);

    /// <summary>What becomes of the listing besides what is put.</summary>
    public string? Move { get; private set; }

    public int Leader => rows[0].Leader!.Value;

    bool IsNew => !isUndo && rows[0].ProductId is null;

    // The one that is undone was made by this sheet.
    bool WasMade => isUndo && rows.Any(row => row.Edits.Exists(edit => edit.Field == SheetFields.Listing));

    public Guid? Product => IsNew ? made : rows[0].ProductId;

    IEnumerable<SheetRow.Stored> Good => rows.Where(row => !refused.ContainsKey(row.Line));

    public bool IsWhole => !WasMade && Good.Any(row => row.State is SheetRow.Create or SheetRow.Created
        || row.Edits.Exists(edit => SheetEdits.IsWhole(edit.Field)));

    public void Decide()
    {
        if (rows[0].ProductId is { } product)
        {
            before = book.Listing(product);
            if (before is null)
            {
                RefuseAll(isUndo ? Refusals.ChangedMeanwhile : Refusals.ListingNotFound);
                return;
            }

            after = book.Listing(product)!;
        }

        foreach (var row in rows)
            if (Refuse(row) is { } refusal) refused[row.Line] = refusal;
        if (WasMade) DecideWhetherItGoes();
        else if (IsNew && refused.Count > 0)
            foreach (var row in rows) refused.TryAdd(row.Line, Refusals.RowsIncomplete);
        if (WasMade) return;
        foreach (var row in Good.ToList()) Put(row);
        after.Settle();
        after.Fetched(fetched.Paths);
    }

    public PutMyListing.Asked Asked() => new(Product!.Value, IsNew, after.Body());

    /// <summary>What of it waits for approval.</summary>
    public void WaitFor(IReadOnlyList<FieldChange> waiting)
    {
        isTextWaiting |= waiting.Any(change => change.Sku is null);
        waitingSkus.UnionWith(waiting.Select(change => change.Sku).OfType<string>());
    }

    /// <param name="offers">Whose prices wait.</param>
    public void WaitFor(IReadOnlyList<Guid> offers) => waitingSkus.UnionWith(
        after.Offers.Where(offer => offer.Id is { } id && offers.Contains(id)).Select(offer => offer.Sku));

    bool Waits(SheetRow.Stored row) => (isTextWaiting && (row.State == SheetRow.Create
            || row.Edits.Exists(edit => SheetEdits.IsWhole(edit.Field) && edit.Field != SheetFields.Weight)))
        || (waitingSkus.Contains(sheet.SkuOf(row.Cells))
            && row.Edits.Exists(edit => edit.Field is SheetFields.Price or SheetFields.ListPrice));

    public void RefuseAll(Refusal refusal)
    {
        Move = null;
        foreach (var row in rows) refused.TryAdd(row.Line, refusal);
    }

    /// <summary>Where the listing is not put whole.</summary>
    public IEnumerable<PutPrices.Priced> Prices() => IsWhole || WasMade ? [] : Good
        .Where(row => row.Edits.Exists(edit => edit.Field is SheetFields.Price or SheetFields.ListPrice))
        .Select(row => OfferOf(after, row)!)
        .Select(offer => new PutPrices.Priced(
            offer.Id!.Value, offer.Price, standing.Currency, offer.ListPrice, SaysList: true));

    public IEnumerable<Count> Counts() => WasMade ? [] : Good
        .Where(row => row.State != SheetRow.Created && row.Edits.Exists(edit => edit.Field == SheetFields.Stock))
        .Select(row => OfferOf(after, row)!)
        .Where(offer => offer.OnHand is not null)
        .Select(offer => new Count(offer.Id, offer.Sku, offer.OnHand!.Value));

    public IEnumerable<SheetRow.Outcome> Outcomes() => rows.Select(row =>
        refused.GetValueOrDefault(row.Line) is { } why ? SheetWriter.Failed(row, sheet, why)
        : isUndo ? new(row.Line, SheetRow.Undone, row.Leader, row.ProductId, row.Edits, null)
        : new SheetRow.Outcome(
            row.Line,
            Waits(row) ? SheetRow.Proposed : row.State == SheetRow.Create ? SheetRow.Created : SheetRow.Changed,
            row.Leader, Product, ChangesOf(row), null, CountedOf(row)));

    // As it was put: pictures that were fetched have addresses here.
    List<Edit> ChangesOf(SheetRow.Stored row)
    {
        var edits = row.Edits
            .Select(edit => edit.Field == SheetFields.Pictures ? edit with { To = after.Text(edit.Field) } : edit)
            .ToList();
        if (IsNew && row.Line == rows[0].Line) edits.Insert(0, new(SheetFields.Listing, "", $"{made}"));
        return edits;
    }

    long? CountedOf(SheetRow.Stored row) => row.Edits.Exists(edit => edit.Field == SheetFields.Stock)
        ? OfferOf(after, row)!.OnHand + OfferOf(after, row)!.Sold
        : null;

    SheetListing.Offer? OfferOf(SheetListing listing, SheetRow.Stored row)
    {
        var sku = sheet.SkuOf(row.Cells);
        return listing.Offers.Find(offer => offer.Sku == sku);
    }

    // Where anything is no longer as it was told, nobody saw what it would overwrite.
    Refusal? Refuse(SheetRow.Stored row)
    {
        var offer = before is null ? null : OfferOf(before, row);
        if (row.State == SheetRow.Create ? offer is not null : offer is null && !IsNew)
            return Refusals.ChangedMeanwhile.At(SheetFields.Sku);
        foreach (var edit in row.Edits.Where(edit => edit.Field != SheetFields.Listing))
        {
            var (expected, put) = isUndo ? (edit.To, edit.From) : (edit.From, edit.To);
            // What waited and was not approved is as it was.
            if (isUndo && row.State == SheetRow.Proposed && TextOf(edit.Field, offer) == edit.From) continue;
            if (isUndo && edit.Field == SheetFields.Stock
                ? offer!.OnHand + offer.Sold != row.Counted
                : TextOf(edit.Field, offer) != expected)
                return Refusals.ChangedMeanwhile.At(edit.Field);
            if (edit.Field == SheetFields.Stock && row.State != SheetRow.Created
                && StockOf(edit, offer) < (book.Units(offer?.Id)?.Reserved ?? 0))
                return Refusals.StockBelowReserved.At(edit.Field);
            if (edit.Field == SheetFields.State && put == SheetListing.Active && !standing.IsApproved)
                return Refusals.StoreNotApproved.At(edit.Field);
            if (edit.Field == SheetFields.Pictures && Parted.Split(put)
                .Select(url => fetched.Refused.GetValueOrDefault(url)).FirstOrDefault(no => no is not null) is { } no)
                return no.At(edit.Field);
        }

        if (row.State != SheetRow.Created) return null;
        // What it was made without, it got since.
        var given = SheetFields.OfOffer.FirstOrDefault(field =>
            !row.Edits.Exists(edit => edit.Field == field) && TextOf(field, offer).Length > 0);
        return given is not null ? Refusals.ChangedMeanwhile.At(given)
            : !WasMade && offer!.IsBought ? Refusals.BoughtMeanwhile
            : null;
    }

    string TextOf(string field, SheetListing.Offer? offer) => before is null ? ""
        : SheetEdits.IsOfListing(field) ? before.Text(field)
        : offer is null ? "" : before.Text(field, offer);

    // Undone by the difference: what was sold meanwhile stays sold.
    long StockOf(Edit edit, SheetListing.Offer? offer) =>
        isUndo ? offer!.OnHand!.Value - Units(edit.To) + Units(edit.From) : Units(edit.To);

    static long Units(string text) => text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);

    void Put(SheetRow.Stored row)
    {
        if (row.State == SheetRow.Created)
        {
            after.Drop(OfferOf(after, row)!);
            return;
        }

        var offer = OfferOf(after, row);
        if (offer is null) after.Offers.Add(offer = new() { Sku = sheet.SkuOf(row.Cells) });
        foreach (var edit in row.Edits)
        {
            var put = isUndo ? edit.From : edit.To;
            if (edit.Field == SheetFields.Stock) offer.OnHand = StockOf(edit, offer);
            else if (after.Put(edit.Field, put, offer, terms) is { } refusal)
                refused[row.Line] = refusal.At(edit.Field);
            if (edit.Field == SheetFields.State)
                Move = put == SheetListing.Paused ? Pause : IsNew ? null : Resume;
        }
    }

    // What was made goes whole, or stays with all the work that went into it since: whoever puts it raises its version.
    void DecideWhetherItGoes()
    {
        if (refused.Values.FirstOrDefault() is { } changed) RefuseAll(changed);
        else if (before!.Version > 1 || before.Offers.Count != rows.Count) RefuseAll(Refusals.ChangedMeanwhile);
        else if (before.Offers.Exists(offer => offer.IsBought))
        {
            RefuseAll(Refusals.BoughtMeanwhile);
            Move = Pause;
        }
        else Move = Remove;
    }
}
