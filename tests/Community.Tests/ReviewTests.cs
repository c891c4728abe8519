using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Kernel;
using Feria.Media;
using Feria.Media.Tests;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Community.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Who may say what of what was bought, and that nothing is counted that was not said.</summary>
public sealed class ReviewTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData("Ana Souza", "Ana S.")]
    [InlineData("  Ana  Maria   de Souza ", "Ana S.")]
    [InlineData("Ana", "Ana")]
    [InlineData("", "…")]
    [InlineData("Ana 😀x", "Ana 😀.")]
    public void Who_chooses_no_name_is_shown_by_the_first_and_an_initial(string fullName, string shown) =>
        Assert.Equal(shown, OwnReview.NameOf(fullName));

    [Fact]
    public async Task Only_who_was_delivered_it_reviews_it_and_once()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var never = await buyer.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", Opinion(5));
        Assert.Equal((409, "review_not_delivered"), (never.Status, never.Code));
        var order = await shop.SellAsync(buyer);
        Assert.Equal("review_not_delivered", (await PostAsync(buyer, shop, 5)).Code);
        Assert.False((await MineAsync(buyer, shop)).GetProperty("may").GetBoolean());
        Assert.Equal("", await SumsAsync(shop));

        await shop.DeliverAsync(order);
        var stranger = await host.PersonAsync();
        Assert.Equal("review_not_delivered", (await PostAsync(stranger, shop, 1)).Code);
        var owner = await shop.SellAsync(shop.Owner);
        await shop.DeliverAsync(owner);
        Assert.Equal("review_of_own_store", (await PostAsync(shop.Owner, shop, 5)).Code);

        var posted = await PostAsync(buyer, shop, 4);
        Assert.Equal((201, "Ana S.", 1), (posted.Status, posted.Text("author"),
            posted.Body.GetProperty("version").GetInt32()));
        Assert.Equal(order, posted.Body.GetProperty("order").GetGuid());
        Assert.Equal("0 0 0 1 0 | 1 4", await SumsAsync(shop));
        await shop.DeliverAsync(await shop.SellAsync(buyer));
        Assert.Equal("review_exists", (await PostAsync(buyer, shop, 1)).Code);
        Assert.Equal("0 0 0 1 0 | 1 4", await SumsAsync(shop));

        var read = await stranger.GetAsync($"/products/{shop.Product}/reviews");
        Assert.Equal((4.0m, "It stands by my bed.\nAnd I like it."), (
            read.Body.GetProperty("mean").GetDecimal(),
            read.Body.GetProperty("items")[0].GetProperty("body").GetString()));
    }

    [Fact]
    public async Task A_review_shows_pictures_that_were_sent_and_lets_them_go_with_it()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var shop = await Shop.OpenAsync(host);
        var buyer = await shop.BuyerAsync();
        object With(params string[] pictures) => new { rating = 4, language = "en", pictures };
        foreach (var url in new[]
        {
            "https://example.com/a.png", "/media/00000000000000000000000000000000-10x10/10.webp", "",
        })
            Assert.Equal("picture_unknown", (await buyer.DoAsync(
                HttpMethod.Post, $"/products/{shop.Product}/reviews", With(url))).Code);
        Assert.Equal("", await SumsAsync(shop));
        var (first, second) = (await buyer.SendAsync(Samples.Png(31, 31)), await buyer.SendAsync(Samples.Png(32, 31)));

        var posted = await buyer.DoAsync(
            HttpMethod.Post, $"/products/{shop.Product}/reviews", With(second, first));
        Assert.Equal(201, posted.Status);
        var review = posted.Body.GetProperty("id").GetGuid();
        async Task<string> ShownAsync() => string.Join(' ', (await buyer.GetAsync(
            $"/products/{shop.Product}/reviews?sort=helpful")).Body.GetProperty("items")[0].GetProperty("pictures")
            .EnumerateArray().Select(url => url.GetString()));
        Assert.Equal($"{second} {first}", await ShownAsync());
        Assert.Equal(2L, await KeptAsync());
        Assert.Equal(200, (await buyer.DoAsync(HttpMethod.Put, $"/reviews/{review}", new
        {
            version = 1, rating = 4, language = "en", pictures = new[] { first },
        })).Status);
        Assert.Equal(first, await ShownAsync());
        Assert.Equal(1L, await KeptAsync());
        Assert.Equal(204, (await buyer.DoAsync(HttpMethod.Delete, $"/reviews/{review}?version=2")).Status);
        Assert.Equal(0L, await KeptAsync());
    }

    async Task<long> KeptAsync() => (long)(await host.SqlAsync(
        "select count(*) from media.picture where height = 31 and kept_at is not null"))!;

    [Fact]
    public async Task An_order_that_is_named_must_be_one_that_brought_it()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await shop.BuyerAsync();
        var named = await buyer.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", new
        {
            order = Guid.NewGuid(), rating = 5, language = "en",
        });
        Assert.Equal("review_not_delivered", named.Code);
    }

    [Fact]
    public async Task Its_author_alone_changes_and_removes_it_from_the_version_they_saw()
    {
        var shop = await Shop.OpenAsync(host);
        var (buyer, other) = (await shop.BuyerAsync(), await shop.BuyerAsync());
        var review = (await PostAsync(buyer, shop, 2)).Body.GetProperty("id").GetGuid();
        await PostAsync(other, shop, 5);
        Assert.Equal("0 1 0 0 1 | 2 7", await SumsAsync(shop));

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Put, $"/reviews/{review}", Change(1, 5)),
            (HttpMethod.Delete, $"/reviews/{review}?version=1", null),
        })
        {
            var refused = await other.DoAsync(method, path, body);
            Assert.Equal((404, "review_not_found"), (refused.Status, refused.Code));
        }

        var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(stars =>
            buyer.DoAsync(HttpMethod.Put, $"/reviews/{review}", Change(1, stars))));
        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), late =>
            Assert.Equal((409, "review_changed_meanwhile", 2), (
                late.Status, late.Code, late.Body.GetProperty("now").GetProperty("version").GetInt32())));
        var stars = won.Body.GetProperty("rating").GetInt32();
        Assert.EndsWith($"| 2 {5 + stars}", await SumsAsync(shop));

        Assert.Equal("review_changed_meanwhile",
            (await buyer.DoAsync(HttpMethod.Delete, $"/reviews/{review}?version=1")).Code);
        Assert.Equal(204, (await buyer.DoAsync(HttpMethod.Delete, $"/reviews/{review}?version=2")).Status);
        Assert.Equal("0 0 0 0 1 | 1 5", await SumsAsync(shop));
        Assert.Equal(404, (await buyer.DoAsync(HttpMethod.Delete, $"/reviews/{review}?version=2")).Status);
        Assert.Equal(201, (await PostAsync(buyer, shop, 3)).Status);
        Assert.Equal("0 0 1 0 1 | 2 8", await SumsAsync(shop));
    }

    [Fact]
    public async Task A_crowd_writes_at_once_and_the_sums_are_what_it_wrote()
    {
        var shop = await Shop.OpenAsync(host);
        var crowd = new List<Person>();
        for (var n = 0; n < 6; n++) crowd.Add(await shop.BuyerAsync());
        var answers = await Task.WhenAll(crowd.SelectMany((buyer, n) => Enumerable.Range(0, 3)
            .Select(_ => PostAsync(buyer, shop, 1 + n % 5))));

        Assert.Equal(6, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), late => Assert.Equal("review_exists", late.Code));
        Assert.Equal("2 1 1 1 1 | 6 16", await SumsAsync(shop));
        await host.SettleAsync();
        Assert.Equal("2 1 1 1 1 | 6 16", await SumsAsync(shop));
        await using var read = await host.Database.ReadAsync();
        foreach (var copy in host.Services.GetServices<KeptCopy>().OfType<TableCopy>()
            .Where(copy => copy.Name is "community.ratings" or "community.store-ratings"))
            Assert.Empty(await copy.CompareAsync(read, [shop.Product, shop.Store]));
    }

    [Fact]
    public async Task Helpful_is_counted_once_an_account_and_never_by_the_author()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await shop.BuyerAsync();
        var review = (await PostAsync(buyer, shop, 5)).Body.GetProperty("id").GetGuid();
        var path = $"/reviews/{review}/helpful";
        Assert.Equal("review_is_yours", (await buyer.DoAsync(HttpMethod.Put, path)).Code);

        var readers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.PersonAsync()));
        var votes = await Task.WhenAll(
            readers.SelectMany(reader => Enumerable.Range(0, 3).Select(_ => reader.DoAsync(HttpMethod.Put, path))));
        Assert.All(votes, vote => Assert.Equal(200, vote.Status));
        Assert.Equal(5, votes.Max(vote => vote.Body.GetProperty("helpful").GetInt32()));
        var back = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => readers[0].DoAsync(HttpMethod.Delete, path)));
        Assert.All(back, one => Assert.Equal(4, one.Body.GetProperty("helpful").GetInt32()));

        var second = (await PostAsync(await shop.BuyerAsync(), shop, 5)).Body.GetProperty("id").GetGuid();
        var listed = (await buyer.GetAsync($"/products/{shop.Product}/reviews?sort=helpful&limit=1")).Body;
        Assert.Equal(review, listed.GetProperty("items")[0].GetProperty("id").GetGuid());
        listed = (await buyer.GetAsync($"/products/{shop.Product}/reviews?sort=helpful&rating=5&limit=1"
            + $"&cursor={listed.GetProperty("next").GetString()}")).Body;
        Assert.Equal((second, JsonValueKind.Null), (
            listed.GetProperty("items")[0].GetProperty("id").GetGuid(), listed.GetProperty("next").ValueKind));
    }

    [Fact]
    public async Task The_store_that_sold_it_replies_once_and_nobody_else()
    {
        var shop = await Shop.OpenAsync(host);
        var elsewhere = await Shop.OpenAsync(host, shop.Manager);
        var review = (await PostAsync(await shop.BuyerAsync(), shop, 1)).Body.GetProperty("id").GetGuid();
        var clerk = await shop.ClerkAsync();
        var before = await WholeAsync(review);
        foreach (var (who, store, code) in new[]
        {
            (elsewhere.Owner, shop.Store, "store_not_found"), (elsewhere.Owner, elsewhere.Store, "review_not_found"),
        })
        {
            var refused = await who.DoAsync(HttpMethod.Put, $"/store/{store}/reviews/{review}/reply",
                new { version = 0, text = "Not ours." });
            Assert.Equal((404, code), (refused.Status, refused.Code));
            Assert.Equal(404, (await who.DoAsync(
                HttpMethod.Delete, $"/store/{store}/reviews/{review}/reply?version=0")).Status);
        }

        Assert.Equal(404, (await elsewhere.Owner.GetAsync($"/store/{shop.Store}/reviews")).Status);
        Assert.Equal(before, await WholeAsync(review));
        var waiting = (await clerk.GetAsync($"/store/{shop.Store}/reviews?unanswered=true")).Body.GetProperty("items");
        Assert.Equal(review, Assert.Single(waiting.EnumerateArray()).GetProperty("id").GetGuid());

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => clerk.DoAsync(
            HttpMethod.Put, $"/store/{shop.Store}/reviews/{review}/reply",
            new { version = 0, text = $"  Sorry! {n}\n" })));
        var won = Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies.Where(reply => reply != won), late => Assert.Equal(
            (409, won.Text("text")), (late.Status, late.Body.GetProperty("now").GetProperty("text").GetString())));
        var shown = (await shop.Owner.GetAsync($"/products/{shop.Product}/reviews")).Body.GetProperty("items")[0];
        Assert.StartsWith("Lamps ", shown.GetProperty("repliedAs").GetString());
        Assert.Equal(won.Text("text"), shown.GetProperty("reply").GetString());
        Assert.Empty((await clerk.GetAsync($"/store/{shop.Store}/reviews?unanswered=true")).Body.GetProperty("items")
            .EnumerateArray());

        Assert.Equal(204, (await clerk.DoAsync(
            HttpMethod.Delete, $"/store/{shop.Store}/reviews/{review}/reply?version=1")).Status);
        shown = (await shop.Owner.GetAsync($"/products/{shop.Product}/reviews")).Body.GetProperty("items")[0];
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("reply").ValueKind);
    }

    [Fact]
    public async Task Who_left_is_no_longer_named()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await shop.BuyerAsync();
        await PostAsync(buyer, shop, 4);
        Assert.Equal(204, (await buyer.DoAsync(
            HttpMethod.Post, "/me/closure", new { password = Api.Password })).Status);
        await host.SettleAsync();
        var shown = (await shop.Owner.GetAsync($"/products/{shop.Product}/reviews")).Body.GetProperty("items")[0];
        Assert.Equal(("", 4), (shown.GetProperty("author").GetString(), shown.GetProperty("rating").GetInt32()));
        Assert.Equal("0 0 0 1 0 | 1 4", await SumsAsync(shop));
    }

    [Fact]
    public async Task What_is_malformed_is_refused_and_changes_nothing()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await shop.BuyerAsync();
        foreach (var body in new object[]
        {
            new { rating = 0, language = "en" }, new { rating = 6, language = "en" },
            new { rating = 5, language = "English" }, new { rating = 5, language = "en", body = new string('a', 5001) },
            new { rating = 5, language = "en", title = "two\nlines" },
            new { rating = 5, language = "en", body = "a bell \a rings" },
            new { rating = 5, language = "en", author = new string('a', 81) },
        })
        {
            var refused = await buyer.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", body);
            Assert.Equal((400, "invalid_fields"), (refused.Status, refused.Code));
        }

        Assert.Equal("", await SumsAsync(shop));
        Assert.Equal("review_order_unknown",
            (await buyer.GetAsync($"/products/{shop.Product}/reviews?sort=worst")).Code);
        Assert.Equal("review_not_delivered", (await buyer.DoAsync(
            HttpMethod.Post, $"/products/{Guid.NewGuid()}/reviews", Opinion(5))).Code);
    }

    static Task<Said> PostAsync(Person buyer, Shop shop, int stars) =>
        buyer.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", Opinion(stars));

    static object Opinion(int rating) => new
    {
        rating, title = "Warm light", body = "It stands by my bed.\nAnd I like it.", language = "en",
    };

    static object Change(int version, int rating) => new { version, rating, body = "Changed.", language = "en" };

    static async Task<JsonElement> MineAsync(Person buyer, Shop shop) =>
        (await buyer.GetAsync($"/products/{shop.Product}/reviews/mine")).Body;

    /// <summary>The product's stars and the store's, as they are kept.</summary>
    async Task<string> SumsAsync(Shop shop) => (string)(await host.SqlAsync($"""
        select concat_ws(' | ',
            (select concat_ws(' ', ones, twos, threes, fours, fives)
                from community.rating where product_id = '{shop.Product}'),
            (select concat_ws(' ', count, stars) from community.store_rating where store_id = '{shop.Store}'))
        """))!;

    async Task<string> WholeAsync(Guid review) =>
        (string)(await host.SqlAsync($"select r::text from community.review r where id = '{review}'"))!;
}
