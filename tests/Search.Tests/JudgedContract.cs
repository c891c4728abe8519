using System.Text.Json;
using Feria.Bench;

namespace Feria.Search.Tests;

/// <summary>People's judgements of a real shop's results: what a change to the ranking must not lose.</summary>
public abstract class JudgedContract
{
    /// <summary>A shop of the judged products, whose searches this engine answers.</summary>
    protected abstract Shop JudgedShop { get; }

    public class Shop : FeriaHost
    {
        public static readonly string Folder =
            Path.Combine(TestCluster.Root, "..", "shared", "data", "search-crowdflower");

        public IReadOnlyDictionary<Guid, string> Products { get; private set; } = new Dictionary<Guid, string>();

        protected override async Task PrepareAsync()
        {
            if (!Directory.Exists(Folder)) return;
            Products = (await Shelf.FillAsync(Services, Path.Combine(Folder, "products.csv.gz"), SqlAsync)).Products;
            await SettleAsync();
        }
    }

    [Fact]
    public async Task Relevance_beats_plain_full_text_search_by_far()
    {
        Assert.SkipUnless(Directory.Exists(Shop.Folder), "The judged queries are not on this machine.");
        var judged = Judged.Load(Path.Combine(Shop.Folder, "dev"), null);
        List<double> ndcg = [], recall = [];
        foreach (var (text, grades) in judged.Queries)
        {
            var answer = await JudgedShop.Http.GetStringAsync(
                $"/api/v1/products?limit=50&q={Uri.EscapeDataString(text)}");
            var found = JsonDocument.Parse(answer).RootElement.GetProperty("items").EnumerateArray()
                .Select(item => JudgedShop.Products[item.GetProperty("id").GetGuid()]).ToList();
            Assert.NotEmpty(found);
            if (judged.Ndcg(grades, found) is { } gain) ndcg.Add(gain);
            if (judged.Recall(grades, found) is { } share) recall.Add(share);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"NDCG@10 {ndcg.Average():0.000}, recall@50 {recall.Average():0.000}");
        // PostgreSQL's own ts_rank reaches .782 and .837, BM25 .738 and .807; memory .808 and .893, Elasticsearch .812
        // and .896.
        Assert.InRange(ndcg.Average(), 0.805, 1);
        Assert.InRange(recall.Average(), 0.89, 1);
    }
}
