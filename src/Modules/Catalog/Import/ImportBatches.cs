using Feria.Contracts;
using Npgsql;

namespace Feria.Catalog;

/// <summary>
/// Puts the products of some rows in one transaction with the import's progress. What the database will not take is
/// narrowed down to the product at fault; the others are put.
/// </summary>
sealed class ImportBatches(
    Database db, IStock stock, IStoreBook stores, string source, StoreTerms? store, string? currency, string language,
    bool isDry)
{
    const int Patience = 5;
    CategoryFinder? finder;

    public async Task<ImportRuns.Run> PutAsync(
        ImportRuns.Run run, IReadOnlyList<IReadOnlyList<ReadRow>> groups, bool isPriced, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(run, groups, isPriced, stop);
            }
            catch (PostgresException crossed) when (
                attempt < Patience && crossed.SqlState is "40P01" or "40001" or "55P03")
            {
                finder = null;
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), stop);
            }
            catch (PostgresException bad) when (bad.SqlState[..2] is "22" or "23")
            {
                finder = null;
                return groups.Count == 1
                    ? await RefuseAsync(run, groups[0], bad, stop)
                    : await PutAsync(
                        await PutAsync(run, [.. groups.Take(groups.Count / 2)], isPriced, stop),
                        [.. groups.Skip(groups.Count / 2)], isPriced, stop);
            }
        }
    }

    async Task<ImportRuns.Run> TryAsync(
        ImportRuns.Run run, IReadOnlyList<IReadOnlyList<ReadRow>> groups, bool isPriced, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        finder ??= await CategoryFinder.LoadAsync(tx, source, language);
        var made = await finder.EnsureAsync(
            tx, groups.SelectMany(rows => rows).SelectMany(row => row.Row?.Categories ?? []));
        var seller = !isPriced ? null
            : store ?? await stores.BySlugOrOpenAsync(tx, source, Titled(source), currency!);
        if (seller is not null && seller.Currency != currency)
            throw new InvalidOperationException($"{seller.Slug} sells in {seller.Currency}, not in {currency}.");

        var terms = new Folding.Terms(source, seller?.Id, currency, language);
        var folded = groups.Select(rows => Folding.Fold(rows, terms, finder.Of)).ToList();
        var rowsOf = folded.Where(one => one.Listing is not null).ToDictionary(one => one.Listing!.ExternalId);
        var outcome = await PutListings.RunAsync(
            tx, stock, [.. folded.Select(one => one.Listing).OfType<Listing>()], $"import {source}");

        var refused = folded.SelectMany(one => one.Refused).ToList();
        foreach (var one in outcome.Refused)
            refused.AddRange(rowsOf[one.Listing.ExternalId].Rows.Select(number => (number, one.Reason)));
        refused.AddRange(outcome.StockRefused.DistinctBy(one => one.Listing.ExternalId)
            .Select(one => (rowsOf[one.Listing.ExternalId].Rows[0], one.Reason)));

        var put = outcome.Created.Concat(outcome.Changed).Concat(outcome.Unchanged);
        var after = run with
        {
            Reached = groups[^1][0].Number,
            ProductsCreated = run.ProductsCreated + outcome.Created.Count,
            ProductsChanged = run.ProductsChanged + outcome.Changed.Count,
            ProductsUnchanged = run.ProductsUnchanged + outcome.Unchanged.Count,
            RowsMerged = run.RowsMerged + put.Sum(listing => rowsOf[listing.ExternalId].Merged),
        };
        if (isDry)
        {
            // Nothing of this is kept, the categories made included; only what was refused is written down.
            await tx.DisposeAsync();
            if (made) finder = null;
            if (refused.Count == 0) return after;
            await using var note = await db.WriteAsync(stop);
            await ImportRuns.RefuseAsync(note, run.Id, refused);
            await note.CommitAsync();
            return after;
        }

        await ImportRuns.RefuseAsync(tx, run.Id, refused);
        await ImportRuns.AdvanceAsync(tx, after);
        await tx.CommitAsync();
        return after;
    }

    async Task<ImportRuns.Run> RefuseAsync(
        ImportRuns.Run run, IReadOnlyList<ReadRow> rows, PostgresException bad, CancellationToken stop)
    {
        var after = run with { Reached = rows[0].Number };
        await using var tx = await db.WriteAsync(stop);
        await ImportRuns.RefuseAsync(
            tx, run.Id, [.. rows.Select(row => (row.Number, $"refused: {bad.ConstraintName ?? bad.MessageText}"))]);
        await ImportRuns.AdvanceAsync(tx, after);
        await tx.CommitAsync();
        return after;
    }

    static string Titled(string source) => char.ToUpperInvariant(source[0]) + source[1..].Replace('-', ' ');
}
