using System.Net;
using System.Text.Json;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing.Tests;

/// <summary>What blocks of products show, and what is said where a block is wrong.</summary>
public sealed class LandingProductsTests(TimedFair fair) : IClassFixture<TimedFair>
{
    static int made;

    DateTime Now => DateTime.UtcNow + fair.Now.Ahead;

    Task<Person> SpecialistAsync() => fair.PersonAsync(role: Accounts.Roles.MarketingSpecialist);

    static object Terms(string slug, params object[] blocks) => new
    {
        name = $"Page {slug}", slug, blocks,
        titles = new Dictionary<string, object> { ["en"] = new { title = "Goods" } },
    };

    static Task<Said> PutAsync(Person specialist, Guid page, object terms) => specialist.DoAsync(
        HttpMethod.Put, $"/admin/marketing/landing-pages/{page}", new { terms, version = 0 });

    async Task<string> PublishedAsync(Person specialist, object block)
    {
        var (slug, page) = ($"goods-{Interlocked.Increment(ref made)}", Id.New());
        var put = await PutAsync(specialist, page, Terms(slug, block));
        Assert.True(put.Status == 200, $"{put.Body}");
        Assert.Equal(200, (await specialist.DoAsync(
            HttpMethod.Post, $"/admin/marketing/landing-pages/{page}/moves",
            new { move = "publish", version = 1 })).Status);
        return slug;
    }

    async Task<IReadOnlyList<string>> CardsAsync(string slug)
    {
        var html = await fair.Http.GetStringAsync($"/l/{slug}");
        return
        [
            .. html.Split("<h3 class=\"name\">")[1..]
                .Select(part => part[..part.IndexOf("</a>", StringComparison.Ordinal)].Split('>')[^1])
                .Order(StringComparer.Ordinal),
        ];
    }

    async Task<(string Slug, int Number, Guid Id)> CategoryAsync(string name)
    {
        var editor = await fair.PersonAsync(role: Accounts.Roles.PlatformManager);
        var put = await editor.DoAsync(
            HttpMethod.Post, "/admin/categories", new { texts = new[] { new { locale = "en", name } } });
        Assert.True(put.Status == 201, $"{put.Body}");
        var slug = $"{await fair.SqlAsync($"""
            select c.slug from catalog.category c join catalog.category_name n on n.category_id = c.id
            where n.name = '{name}'
            """)}";
        return (
            slug, (int)(await fair.SqlAsync($"select number from catalog.category where slug = '{slug}'"))!,
            (Guid)(await fair.SqlAsync($"select id from catalog.category where slug = '{slug}'"))!);
    }

    async Task<Guid> ShelveAsync(Guid store, string title, params Guid[] categories)
    {
        await using (var tx = await fair.Database.WriteAsync())
        {
            await PutListings.RunAsync(tx, fair.Services.GetRequiredService<IStock>(),
            [
                new Listing("test", title, title, "Gives light.", null, "en", [], categories,
                    [new([], [new(store, title, 1000, null, "BRL", 10)])], [], []),
            ], "test");
            await tx.CommitAsync();
        }

        await fair.SettleAsync();
        return (Guid)(await fair.SqlAsync($"select id from catalog.product where title = '{title}'"))!;
    }

    async Task<Guid> StoreAsync() => await (await fair.PersonAsync())
        .OpenApprovedAsync(await fair.PersonAsync(role: Accounts.Roles.PlatformManager));

    async Task<Guid> PromotionAsync(string name, Guid[]? products = null, int? category = null, Guid[]? stores = null)
    {
        var manager = await fair.PersonAsync(role: Accounts.Roles.PlatformManager);
        var said = await manager.DoAsync(HttpMethod.Post, "/admin/promotions", new
        {
            terms = new { name, until = Now.AddDays(1), effect = "percent", percent = 15, products, category },
            currency = "BRL", stores,
        });
        Assert.True(said.Status == 201, $"{said.Body}");
        return said.Body.GetProperty("id").GetGuid();
    }

    [Fact]
    public async Task Products_of_a_category_are_those_in_it()
    {
        var (store, (slug, _, category)) = (await StoreAsync(), await CategoryAsync("Girandoles"));
        await ShelveAsync(store, "girandole of brass", category);
        await ShelveAsync(store, "girandole of glass");
        var page = await PublishedAsync(await SpecialistAsync(), new { what = "products", category = slug });
        Assert.Equal(["girandole of brass"], await CardsAsync(page));
    }

    [Fact]
    public async Task Of_a_platforms_promotion_they_are_what_it_names_or_is_in_its_category_or_its_stores_sell()
    {
        var (specialist, store, (_, number, category)) =
            (await SpecialistAsync(), await StoreAsync(), await CategoryAsync("Sconces"));
        var first = await ShelveAsync(store, "sconce of brass", category);
        await ShelveAsync(store, "sconce of glass", category);
        await ShelveAsync(store, "stand of a sconce");
        async Task<IReadOnlyList<string>> OfAsync(Guid promotion) =>
            await CardsAsync(await PublishedAsync(specialist, new { what = "products", promotion }));

        Assert.Equal(["sconce of brass"], await OfAsync(await PromotionAsync("One", [first])));
        Assert.Equal(
            ["sconce of brass", "sconce of glass"], await OfAsync(await PromotionAsync("Sconces", category: number)));
        Assert.Equal(
            ["sconce of brass", "sconce of glass", "stand of a sconce"],
            await OfAsync(await PromotionAsync("A store", stores: [store])));
        Assert.Equal(
            ["sconce of brass", "sconce of glass"],
            await OfAsync(await PromotionAsync("Its sconces", category: number, stores: [store])));

        var everything = await PromotionAsync("Everything");
        var refused = await PutAsync(
            specialist, Id.New(), Terms("everything", new { what = "products", promotion = everything }));
        Assert.Equal((422, "landing_page_products_unknown"), (refused.Status, refused.Code));
        Assert.Equal("blocks[0].promotion", refused.Body.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("""{"what": "heading"}""", "texts")]
    [InlineData("""{"what": "text", "texts": {"en": "x"}, "query": "lamp"}""", "query")]
    [InlineData("""{"what": "picture"}""", "picture")]
    [InlineData("""{"what": "picture", "picture": "/media/00000000000000000000000000000000-10x10/10.webp"}""",
        "picture")]
    [InlineData("""{"what": "picture", "picture": "/media/x", "link": "/lamps"}""", "texts")]
    [InlineData("""{"what": "products"}""", "products")]
    [InlineData("""{"what": "products", "query": "lamp", "until": "2026-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"what": "products", "category": "no-such-category"}""", "category")]
    [InlineData("""{"what": "countdown", "texts": {"en": "Soon"}}""", "until")]
    public async Task What_is_wrong_says_which_field_of_which_block(string block, string field)
    {
        var fine = new { what = "heading", texts = new Dictionary<string, string> { ["en"] = "Fine" } };
        var said = await PutAsync(
            await SpecialistAsync(), Id.New(),
            Terms("wrong", fine, fine, JsonSerializer.Deserialize<JsonElement>(block)));
        Assert.Equal(
            (422, $"blocks[2].{field}", 3),
            (said.Status, said.Body.GetProperty("field").GetString(), said.Body.GetProperty("block").GetInt32()));
    }

    [Fact]
    public async Task The_form_offers_promotions_by_name_and_says_where_it_is_wrong()
    {
        var (specialist, store) = (await SpecialistAsync(), await StoreAsync());
        var product = await ShelveAsync(store, "lamp of the form");
        var named = await PromotionAsync("Names a lamp", [product]);
        await PromotionAsync("Is for everything");
        var ended = await PromotionAsync("Was ended", [product]);
        await fair.SqlAsync($"update marketing.promotion set ended_at = now() where id = '{ended}'");
        var page = Id.New();
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/operations/landing-pages/new");
        asked.Headers.Authorization = new("Bearer", specialist.Token);
        var before = await (await fair.Http.SendAsync(asked)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("Names a lamp", before); // a text stands there first

        var form = new Dictionary<string, string>
        {
            ["name"] = "Formed", ["slug"] = "formed", ["version"] = "0", ["title-en"] = "Formed",
            ["b0-what"] = "products", ["b0-source"] = "promotion", ["do"] = "save",
        };
        var (status, html) = await SendAsync(form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains($"<option value=\"{named}\">Names a lamp</option>", html);
        Assert.DoesNotContain("Is for everything", html);
        Assert.DoesNotContain("Was ended", html);
        var wrong = html[html.IndexOf("id=\"b0-promotion-hint\"", StringComparison.Ordinal)..];
        Assert.Contains("class=\"error\"", wrong[..wrong.IndexOf("</div>", StringComparison.Ordinal)]);

        form["b0-promotion"] = $"{named}";
        (status, html) = await SendAsync(form);
        Assert.True(status == HttpStatusCode.SeeOther, html);
        var kept = await specialist.GetAsync($"/admin/marketing/landing-pages/{page}");
        Assert.Equal(
            named, kept.Body.GetProperty("terms").GetProperty("blocks")[0].GetProperty("promotion").GetGuid());

        async Task<(HttpStatusCode, string)> SendAsync(Dictionary<string, string> fields)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, $"/operations/landing-pages/{page}/terms")
            {
                Content = new FormUrlEncodedContent(fields),
            };
            message.Headers.Authorization = new("Bearer", specialist.Token);
            using var answer = await fair.Http.SendAsync(message);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}
