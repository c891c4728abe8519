using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Feria.FlashSales;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Feria.Storefront;

/// <summary>
/// The countdown page as bytes, drawn at most once a second for each language and region of numbers: everybody may
/// reload it at once, at the worst instant, and no statement is run for it.
/// </summary>
public sealed class FlashPages(ILoggerFactory logs)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    const int Most = 500;

    readonly ConcurrentDictionary<(string Slug, string Language, string Culture), Drawn> drawn = [];

    public sealed record Bytes(byte[] Plain, byte[] Brotli);

    sealed record Drawn(Task<Bytes?> Page, long At);

    /// <summary>Null where there is no such sale. The visit says the language; nothing else of it is used.</summary>
    public Task<Bytes?> OfAsync(
        string slug, Visit visit, IServiceProvider services, FlashSaleBook book, Streets streets)
    {
        if (drawn.Count > Most) drawn.Clear();
        var key = (slug, visit.Language.Code, visit.Culture.Name);
        if (drawn.TryGetValue(key, out var held) && Stopwatch.GetElapsedTime(held.At) < Fresh
            && !held.Page.IsFaulted)
            return held.Page;

        // Whoever comes while it is drawn waits for that drawing.
        var mine = new TaskCompletionSource<Bytes?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = new Drawn(mine.Task, Stopwatch.GetTimestamp());
        if (held is null ? !drawn.TryAdd(key, next) : !drawn.TryUpdate(key, next, held))
            return drawn.TryGetValue(key, out var other) ? other.Page : OfAsync(slug, visit, services, book, streets);
        _ = DrawAsync(mine, slug, visit, services, book, streets);
        return mine.Task;
    }

    async Task DrawAsync(
        TaskCompletionSource<Bytes?> done, string slug, Visit visit, IServiceProvider services, FlashSaleBook book,
        Streets streets)
    {
        try
        {
            // Everybody's page: no name, no cart, no address anybody could write into it.
            visit.Path = ShowFlashSale.PathOf(slug);
            visit.Lanes = (await streets.InAsync(visit.Language, CancellationToken.None)).Lanes;
            var sale = await book.FindAsync(slug, CancellationToken.None);
            done.SetResult(sale is null ? null : await DrawAsync(sale, services));
        }
        catch (Exception fault) // whoever waits for the page is told
        {
            done.SetException(fault);
        }
    }

    async Task<Bytes> DrawAsync(FlashSaleShown sale, IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<FlashPage>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { ["Shown"] = sale }))).ToHtmlString());
        var plain = Encoding.UTF8.GetBytes(html);
        using var small = new MemoryStream();
        using (var brotli = new BrotliStream(small, CompressionLevel.Fastest, leaveOpen: true)) brotli.Write(plain);
        return new(plain, small.ToArray());
    }
}
