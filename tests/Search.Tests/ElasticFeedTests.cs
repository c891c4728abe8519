using System.Diagnostics;
using Feria.Adapters.Elasticsearch;
using Feria.Contracts;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>How the index in Elasticsearch is kept in step; on a real server alone.</summary>
public sealed class ElasticFeedTests(WithElastic<ElasticFeedTests.Fed> fed)
    : IClassFixture<WithElastic<ElasticFeedTests.Fed>>
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    Fed Stall => fed.Host;

    ElasticClient Client => Stall.Services.GetRequiredService<ElasticClient>();

    ElasticSettings Elastic => Stall.Services.GetRequiredService<ElasticSettings>();

    /// <summary>A shelf whose synonyms may change from one start to the next.</summary>
    public sealed class Fed : ElasticStall
    {
        readonly string synonyms = Path.GetTempFileName();
        readonly string setting;

        public Fed() => setting = ElasticServer.Setting($"&synonyms={Uri.EscapeDataString(synonyms)}");

        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Elasticsearch"] = setting };

        public async Task SaySynonymsAsync(string lines)
        {
            await File.WriteAllTextAsync(synonyms, lines);
            await RestartAsync();
            await SettleAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await ElasticServer.ForgetAsync(ElasticSettings.Parse(setting));
            File.Delete(synonyms);
        }
    }

    [Fact]
    public async Task An_old_write_never_overwrites_a_newer_one_nor_brings_back_what_is_gone()
    {
        using var client = new ElasticClient(Elastic);
        var settings = ElasticSettings.Parse(ElasticServer.Setting());
        var index = await new IndexKeeper(client, settings).MakeAsync(
            new("test", "test", Guid.Empty, new(1, 0)), default);
        var product = Id.New();
        Task WriteAsync(long version, string? title) =>
            Bulk.WriteAsync(client, index.Door, [Document(product, version, title)], Limit, default);
        async Task<string> TitleAsync()
        {
            var answer = await client.SendAsync(HttpMethod.Get, $"{index.Name}/_doc/{product}", null, Limit, default);
            return answer.IsGood
                ? answer.Body.GetProperty("_source").GetProperty("en").GetProperty("head").GetString()! : "gone";
        }

        try
        {
            await WriteAsync(5, "new");
            await WriteAsync(3, "old");
            await WriteAsync(5, "said again");
            Assert.Equal("new", await TitleAsync());

            await WriteAsync(7, null);
            await WriteAsync(6, "late");
            Assert.Equal("gone", await TitleAsync());

            await WriteAsync(8, "back");
            await WriteAsync(7, null);
            Assert.Equal("back", await TitleAsync());
        }
        finally
        {
            await ElasticServer.ForgetAsync(settings);
        }
    }

    [Fact]
    public async Task A_document_that_does_not_fit_is_said_and_holds_up_no_other()
    {
        ElasticServer.SkipWithout();
        var settings = ElasticSettings.Parse(ElasticServer.Setting());
        using var client = new ElasticClient(settings);
        var index = await new IndexKeeper(client, settings).MakeAsync(
            new("test", "test", Guid.Empty, new(1, 0)), default);
        var (one, odd, other) = (Id.New(), Id.New(), Id.New());
        try
        {
            var refused = await Bulk.WriteAsync(
                client, index.Door,
                [
                    Document(one, 1, "one"),
                    Document(odd, 2, "odd") with { Brand = new('x', 40_000) },
                    Document(other, 3, "other"),
                ], Limit, default);

            Assert.StartsWith($"{odd}: ", Assert.Single(refused));
            await client.AskAsync(HttpMethod.Post, $"{index.Name}/_refresh", null, Limit, default);
            Assert.Equal(2, await new IndexKeeper(client, settings).CountAsync(index.Name, default));
        }
        finally
        {
            await ElasticServer.ForgetAsync(settings);
        }
    }

    [Fact]
    public async Task An_index_that_is_gone_is_not_made_by_writing()
    {
        var away = await Assert.ThrowsAsync<EngineAway>(() => Bulk.WriteAsync(
            Client, $"{Elastic.Prefix}.nowhere.w", [Document(Id.New(), 1, "lost")], Limit, default));

        Assert.Contains("nowhere", away.Message);
        var there = await Client.SendAsync(HttpMethod.Get, $"{Elastic.Prefix}.nowhere*", null, Limit, default);
        Assert.Equal("{}", there.Body.GetRawText());
    }

    [Fact]
    public async Task What_changes_is_found_within_a_second()
    {
        var slowest = TimeSpan.Zero;
        for (var i = 1; i <= 10; i++)
        {
            await Stall.PutAsync(Stall.Thing("p1", "Pricey doorstop", "home", price: 1_000 + i));
            while (await Stall.SqlAsync($"select 1 from search.document where price_minor = {1_000 + i}") is null)
                await Task.Delay(10);

            var began = Stopwatch.StartNew();
            while ((await Stall.AskAsync($"q=doorstop&minPrice={1_000 + i}&currency=USD")).GetProperty("total")
                .GetInt32() == 0 && began.Elapsed < Limit) await Task.Delay(10);
            if (began.Elapsed > slowest) slowest = began.Elapsed;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"slowest of ten, after PostgreSQL's index: {slowest.TotalMilliseconds:0} ms");
        Assert.InRange(slowest.TotalSeconds, 0, 5); // one second on a machine that does nothing else
    }

    [Fact]
    public async Task What_is_withdrawn_is_gone()
    {
        await Stall.PutAsync(Stall.Thing("w1", "Vanishing thingamajig", "home"));
        await Stall.SettleAsync();
        Assert.Equal(["Vanishing thingamajig"], await Stall.TitlesAsync("q=thingamajig"));

        await Stall.PutAsync(Stall.Thing("w1", "Vanishing thingamajig", "home") with { Withdrawn = true });
        await Stall.SettleAsync();

        Assert.Equal(0, (await Stall.AskAsync("q=thingamajig")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Other_synonyms_make_another_index_that_takes_the_place_of_the_one_in_use()
    {
        await Stall.SaySynonymsAsync("");
        var before = await LiveAsync();
        Assert.Equal("none", (await Stall.AskAsync("q=cooler")).GetProperty("matched").GetString());

        await Stall.SaySynonymsAsync("cooler, refrigerator\n");

        var after = await LiveAsync();
        Assert.NotEqual(before, after);
        for (var watch = Stopwatch.StartNew(); (await AllAsync()).Count > 1 && watch.Elapsed < Limit;)
            await Task.Delay(50);
        Assert.Equal([after], await AllAsync());
        Assert.Contains("Crisp Mini Refrigerator", await Stall.TitlesAsync("q=cooler"));
    }

    [Fact]
    public async Task An_index_that_is_dropped_is_made_again_and_memory_answers_meanwhile()
    {
        await Client.AskAsync(HttpMethod.Delete, await LiveAsync(), null, Limit, default);

        var answer = await Stall.Http.GetStringAsync("/api/v1/products?q=kettle");
        Assert.Contains("Kettle 1-1/2 l", answer);

        await Stall.SettleAsync();
        // The breaker lets one search a second try.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(["Kettle 1-1/2 l"], await Stall.TitlesAsync("q=kettle"));
    }

    [Fact]
    public async Task A_difference_is_found_and_made_good()
    {
        var lost = (Guid)(await Stall.SqlAsync("select id from catalog.product where external_id = 'k3'"))!;
        var stale = Id.New();
        await Client.AskAsync(HttpMethod.Delete, $"{await LiveAsync()}/_doc/{lost}", null, Limit, default);
        await Bulk.WriteAsync(
            Client, KeptIndex.DoorOf(await LiveAsync()), [Document(stale, 1, "stale")], Limit, default);
        await Client.AskAsync(HttpMethod.Post, $"{Elastic.Alias}/_refresh", null, Limit, default);
        var verify = Stall.Services.GetRequiredService<VerifyCopies>();

        var found = Assert.Single(
            await verify.RunAsync(null, true, default), one => one.Copy == "elasticsearch.products");
        Assert.Equal((1, 1), (found.Missing, found.Surplus));

        await Stall.SettleAsync();
        var again = Assert.Single(
            await verify.RunAsync(null, false, default), one => one.Copy == "elasticsearch.products");
        Assert.Equal([], again.First);
        Assert.Equal(0, again.Faults);
    }

    async Task<List<string>> AllAsync() =>
        [.. (await new IndexKeeper(Client, Elastic).ListAsync(default)).Select(one => one.Name)];

    async Task<string> LiveAsync() =>
        (await new IndexKeeper(Client, Elastic).ListAsync(default)).Single(index => index.IsLive).Name;

    static SearchDocument Document(Guid product, long version, string? title) => new(
        product, version, title is null ? null : new("en", title, "", "", "", [], []), [], null, null, null, 0, 0, true,
        0, 0, DateTime.UnixEpoch);
}
