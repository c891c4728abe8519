using System.Diagnostics;
using System.Text;
using Feria.Catalog;
using Feria.Contracts;

namespace Feria.Olist;

/// <summary>
/// Imports the whole history of a marketplace as Olist published its own: sellers, products, orders with items and
/// payments, reviews. In bounded transactions, each whole: cut off anywhere, the same again goes on; done, it changes
/// nothing.
/// </summary>
public static class ImportOlist
{
    /// <param name="Folder">Where the files are, plain or gzipped.</param>
    /// <param name="Stock">Units of each offer after all of it; the history does not tell.</param>
    /// <param name="Rejects">Where refused rows go; null for nowhere.</param>
    public sealed record Order(string Folder, long Stock, string? Rejects);

    /// <param name="Files">Of each file: rows, put now, there before, and rejected.</param>
    /// <param name="Made">What is there now and was not before, by kind.</param>
    /// <param name="Reasons">Rejected rows by file and reason.</param>
    /// <param name="Adjusted">What was taken in otherwise than it was told.</param>
    /// <param name="RowsPerSecond">Rows of all files together.</param>
    public sealed record Report(
        IReadOnlyDictionary<string, FileCount> Files, IReadOnlyDictionary<string, long> Made,
        IReadOnlyDictionary<string, int> Reasons, IReadOnlyDictionary<string, long> Adjusted, string? RejectsFile,
        double Seconds, long RowsPerSecond)
    {
        /// <summary>Why it was refused as a whole: nothing was changed.</summary>
        public Refusal? Refusal { get; init; }
    }

    /// <summary>Runs the order. Reports progress from 0 to 1.</summary>
    public static async Task<Report> RunAsync(
        IServiceProvider services, Order order, IProgress<double>? progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var database = services.GetRequiredService<Database>();
        await using var turn = await SourceLock.TakeAsync(database, Names.Source, stop);
        if (turn is null) return Refused(Refusals.ImportBusy);

        var tally = new Tally();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var (history, refusal) = History.Read(order.Folder, now, tally, part => progress?.Report(part * .1));
        if (history is null) return Refused(refusal!);
        await PutAsync(services, history, order.Stock, now, tally, progress, stop);
        progress?.Report(1);

        var rejects = tally.Rejects.Count > 0 ? order.Rejects : null;
        if (rejects is not null) await WriteAsync(rejects, tally.Rejects, stop);
        var rows = tally.Files.Values.Sum(file => file.Rows);
        var seconds = watch.Elapsed.TotalSeconds;
        return new(
            tally.Files, tally.Made, tally.Reasons, tally.Adjusted, rejects, seconds, (long)(rows / seconds));
    }

    static async Task PutAsync(
        IServiceProvider services, History history, long units, DateTime now, Tally tally,
        IProgress<double>? progress, CancellationToken stop)
    {
        var database = services.GetRequiredService<Database>();
        var pace = new ImportPace(services.GetRequiredService<Processes>());
        var goods = new PutGoods(
            database, services.GetRequiredService<IStoreBook>(), services.GetRequiredService<IOfferBook>(),
            services.GetRequiredService<IStock>(), pace, tally);
        var stores = await goods.StoresAsync(history, now, stop);
        var categories = await goods.CategoriesAsync(history, stop);
        await goods.ProductsAsync(history, stores, categories, units, new Part(progress, .1, .3), stop);
        var offers = await goods.OffersAsync(history, stores, stop);
        history.Keep(offers.Keys.ToHashSet(), tally);
        var sales = new PutSales(database, services.GetRequiredService<Vault>(), pace, tally);
        await sales.SalesAsync(history, offers, stores, new Part(progress, .3, .9), stop);
        await sales.ReviewsAsync(history, offers, new Part(progress, .9, 1), stop);
    }

    sealed class Part(IProgress<double>? whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole?.Report(from + (to - from) * value);
    }

    static Report Refused(Refusal refusal) =>
        new(new Dictionary<string, FileCount>(), new Dictionary<string, long>(), new Dictionary<string, int>(),
            new Dictionary<string, long>(), null, 0, 0)
        {
            Refusal = refusal,
        };

    // Written beside and renamed, so that an old file is whole until the new one is.
    static async Task WriteAsync(string path, IReadOnlyList<Tally.Rejected> rejects, CancellationToken stop)
    {
        var draft = path + ".new";
        await using (var output = new StreamWriter(draft, append: false, new UTF8Encoding(false)))
        {
            await output.WriteAsync(Rejects.Record(["file", "row", "id", "reason", "detail"]));
            foreach (var one in rejects)
            {
                stop.ThrowIfCancellationRequested();
                await output.WriteAsync(
                    Rejects.Record([one.File, one.Row > 0 ? $"{one.Row}" : "", one.Id, one.Reason, one.Detail]));
            }
        }

        File.Move(draft, path, overwrite: true);
    }
}
