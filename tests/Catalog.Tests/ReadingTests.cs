using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Feria.Community;
using Feria.Contracts;
using Feria.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

public sealed class ReadingTests(ReadingTests.Shop feria) : IClassFixture<ReadingTests.Shop>
{
    static readonly Guid Rival = Guid.Parse("0190a000-0000-7000-8000-000000000002");

    /// <summary>A lamp that two stores sell, in a tree of two categories.</summary>
    public sealed class Shop : CatalogHost
    {
        protected override async Task PrepareAsync()
        {
            await base.PrepareAsync();
            await using var tx = await Database.WriteAsync();
            await PutStores.RunAsync(tx, [new(
                Rival, "rival", "Rival", "", "Puebla", "MX", "es", "MXN", 1000, 0, null, DateTime.UtcNow)]);
            var tree = await PutCategories.RunAsync(tx, "test",
            [
                new("home", null, new Dictionary<string, string> { ["en"] = "Home", ["es"] = "Hogar" }),
                new("lamps", "home", new Dictionary<string, string> { ["en"] = "Lamps" }),
            ]);
            var lamp = new Listing(
                "test", "lamp", "Desk lamp", "Bright.", "Luz", "en", [], [tree.Ids["lamps"]],
                [new([], [new(Store, "L-1", 1000, 1500, "MXN", 3), new(Rival, "R-1", 1200, null, "MXN", 9)])],
                [new("https://pictures.example/lamp.jpg", "A lamp")], [new("power", "Power", "W", Number: 40)]);
            await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), [lamp], "test");
            await tx.CommitAsync();
        }
    }

    [Fact]
    public async Task A_product_shows_the_offer_that_costs_least_with_delivery_and_all_others()
    {
        var lamp = await feria.ProductAsync("lamp");

        Assert.Equal(["R-1", "L-1"], lamp.Offers.Select(offer => offer.Sku));
        Assert.Equal(lamp.Offers[0], lamp.Offer);
        Assert.Equal(new Money(1200, "MXN"), lamp.Offer!.Price);
        Assert.Equal((new Money(500, "MXN"), 3L, new Money(1500, "MXN")),
            (lamp.Offers[1].Delivery, lamp.Offers[1].Available, lamp.Offers[1].ListPrice!.Value));
        Assert.Equal(("rival", "Rival"), (lamp.Offer.Store.Slug, lamp.Offer.Store.Name));
        Assert.Equal(["Home", "Lamps"], lamp.Categories.Select(category => category.Name));
        Assert.Equal(new ProductView.AttributeValue("power", "Power", "W", null, 40m, null), lamp.Attributes.Single());
        Assert.Equal(["https://pictures.example/lamp.jpg"], lamp.Pictures.Select(picture => picture.Url));
    }

    [Fact]
    public async Task A_product_is_found_by_the_slug_of_its_page_in_the_callers_language()
    {
        var slug = (await feria.ProductAsync("lamp")).Slug;
        var lamp = await feria.Http.GetFromJsonAsync<ProductView>($"/api/v1/products/{slug}?locale=es", Json.Options);
        Assert.Equal(["Hogar", "Lamps"], lamp!.Categories.Select(category => category.Name));
    }

    [Fact]
    public async Task A_client_that_holds_the_answer_is_told_so()
    {
        var path = $"/api/v1/products/{(await feria.ProductAsync("lamp")).Id}";
        var first = await feria.Http.GetAsync(path);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        var second = await feria.Http.SendAsync(again);

        Assert.Equal((HttpStatusCode.NotModified, ""), (second.StatusCode, await second.Content.ReadAsStringAsync()));
        again.Dispose();
        using var other = new HttpRequestMessage(HttpMethod.Get, path + "?locale=es");
        other.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await feria.Http.SendAsync(other)).StatusCode);
    }

    [Theory]
    [InlineData("products/0190a000-0000-7000-8000-00000000dead", "product_not_found")]
    [InlineData("products/no-such-lamp", "product_not_found")]
    [InlineData("categories/no-such", "category_not_found")]
    [InlineData("stores/no-such", "store_not_found")]
    public async Task What_is_not_there_is_told_by_its_code(string path, string code)
    {
        var answer = await feria.Http.GetAsync($"/api/v1/{path}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("es-MX,es;q=0.9,en;q=0.8", "Hogar")]
    [InlineData("fr, es;q=0.2", "Home")]
    [InlineData("de;q=0, es;q=0.1", "Hogar")]
    [InlineData("@@;;,,=", "Home")]
    public async Task The_tree_is_named_in_the_language_asked_for(string acceptLanguage, string name)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/categories");
        ask.Headers.TryAddWithoutValidation("Accept-Language", acceptLanguage);
        var answer = await feria.Http.SendAsync(ask);
        var tree = await answer.Content.ReadFromJsonAsync<Page<ListCategories.Branch>>(Json.Options);

        var home = tree!.Items.Single(branch => branch.Slug == "home");
        Assert.Equal((name, "Lamps"), (home.Name, home.Children.Single().Name));
    }

    [Fact]
    public async Task A_category_knows_the_way_to_it_and_what_is_under_it()
    {
        var lamps = await feria.Http.GetFromJsonAsync<GetCategory.Category>("/api/v1/categories/lamps", Json.Options);
        var home = await feria.Http.GetFromJsonAsync<GetCategory.Category>("/api/v1/categories/home", Json.Options);

        Assert.Equal(["home"], lamps!.Path.Select(step => step.Slug));
        Assert.Empty(lamps.Children);
        Assert.Equal(["lamps"], home!.Children.Select(step => step.Slug));
    }

    [Fact]
    public async Task Reviews_come_newest_first_page_by_page_and_their_sums_go_to_product_and_store()
    {
        var product = (await feria.ProductAsync("lamp")).Id;
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using (var tx = await feria.Database.WriteAsync())
        {
            await LoadReviews.RunAsync(tx, [.. Enumerable.Range(0, 5).Select(day => new LoadReviews.Review(
                Id.New(), product, Rival, null, "Ana P.", day == 0 ? 2 : 5, $"day {day}", "", "en",
                start.AddDays(day)))]);
            await tx.CommitAsync();
        }

        var path = $"/api/v1/products/{product}/reviews?limit=3";
        var first = await ReviewsAsync(path);
        var second = await ReviewsAsync($"{path}&cursor={first.Next}");
        Assert.Equal(
            ["day 4", "day 3", "day 2", "day 1", "day 0"],
            first.Items.Concat(second.Items).Select(review => review.Title));
        Assert.Null(second.Next);
        Assert.Equal((5, 4.4m), (first.Count, first.Mean!.Value));
        Assert.Equal([4, 0, 0, 1, 0], first.Histogram.Select(bar => bar.Count));

        var twos = await ReviewsAsync($"{path}&rating=2");
        Assert.Equal(["day 0"], twos.Items.Select(review => review.Title));

        var lamp = await feria.ProductAsync("lamp");
        Assert.Equal(new ProductView.RatingSummary(4.4m, 5), lamp.Rating);
        Assert.Equal(new ProductView.RatingSummary(4.4m, 5), lamp.Offer!.Store.Rating);
        Assert.Equal(1L, await feria.EventsAsync("community.rating-changed.v1", product));
    }

    async Task<ListReviews.Reviews> ReviewsAsync(string path) =>
        (await feria.Http.GetFromJsonAsync<ListReviews.Reviews>(path, Json.Options))!;

    [Theory]
    [InlineData("rating=6", "rating_out_of_range")]
    [InlineData("cursor=nonsense!", "malformed_cursor")]
    public async Task Reviews_asked_for_wrongly_are_refused(string query, string code)
    {
        var answer = await feria.Http.GetAsync($"/api/v1/products/{Guid.NewGuid()}/reviews?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_posted_review_is_counted_once_however_often_it_is_heard()
    {
        var lamp = Guid.NewGuid();
        await feria.SqlAsync($"""
            insert into catalog.product (id, slug, title, language) values ('{lamp}', 'heard', 'Heard', 'en')
            """);
        await using (var tx = await feria.Database.WriteAsync())
        {
            var review = Id.New();
            await tx.ExecuteAsync($"""
                insert into community.review (id, product_id, author, rating, language)
                values ('{review}', '{lamp}', 'Ana', 4, 'en')
                """);
            tx.Append(new ReviewPosted(lamp, review, 4));
            tx.Append(new ReviewPosted(lamp, review, 4));
            await tx.CommitAsync();
        }

        await feria.SettleAsync();
        Assert.Equal("1 of 400", await feria.SqlAsync($"""
            select count || ' of ' || mean_hundredths from community.rating where product_id = '{lamp}'
            """));
    }

    [Fact]
    public async Task A_store_tells_what_delivery_costs()
    {
        var store = await feria.Http.GetFromJsonAsync<GetStore.StoreView>("/api/v1/stores/casa", Json.Options);
        Assert.Equal((true, new Money(500, "MXN"), new Money(100000, "MXN")),
            (store!.Open, store.Delivery, store.FreeDeliveryFrom!.Value));
    }

    [Fact]
    public async Task A_closed_store_shows_no_offer()
    {
        await feria.PutAsync(new Listing(
            "test", "closing", "Vase", "", null, "en", [], [],
            [new([], [new(CatalogHost.Store, "V-1", 100, null, "MXN", 1)])], [], []));
        await feria.SqlAsync(
            $"update stores.store set status = 'closed', closed_at = now() where id = '{CatalogHost.Store}'");
        try
        {
            Assert.Null((await feria.ProductAsync("closing")).Offer);
        }
        finally
        {
            await feria.SqlAsync(
                $"update stores.store set status = 'approved', closed_at = null where id = '{CatalogHost.Store}'");
        }
    }
}
