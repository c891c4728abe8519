using System.Net;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Media.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>People edit the category tree: each change at once, none lost, no address ever dead.</summary>
public sealed class TreeTests(DemoHost host) : SheetShop(host), IClassFixture<DemoHost>
{
    [Fact]
    public async Task A_category_is_made_renamed_in_two_languages_and_seen_at_once_and_its_old_address_leads_to_it()
    {
        var editor = await EditorAsync();
        var lamps = await MakeAsync(editor, "Garden lamps", "Lámparas de jardín");
        Assert.Equal("garden-lamps", lamps.GetProperty("slug").GetString());
        Assert.Equal("Lámparas de jardín", (await JsonAsync(
            "/api/v1/categories/garden-lamps?locale=es")).GetProperty("name").GetString());

        var renamed = await PutAsync(editor, lamps, "Lights outside", "Luces de fuera");
        Assert.Equal(200, renamed.Status);
        Assert.Equal("lights-outside", renamed.Body.GetProperty("slug").GetString());
        Assert.Equal("Lights outside", (await JsonAsync(
            "/api/v1/categories/lights-outside")).GetProperty("name").GetString());

        var moved = await Host.Http.GetAsync("/api/v1/categories/garden-lamps?locale=es");
        Assert.Equal(HttpStatusCode.MovedPermanently, moved.StatusCode);
        Assert.Equal("/api/v1/categories/lights-outside?locale=es", moved.Headers.Location!.OriginalString);
        var page = await Host.Http.GetAsync("/es/category/garden-lamps?sort=newest");
        Assert.Equal(HttpStatusCode.MovedPermanently, page.StatusCode);
        Assert.Equal("/es/category/lights-outside?sort=newest", page.Headers.Location!.OriginalString);

        // Named again as before, its first address is its own, and the second leads back.
        Assert.Equal("garden-lamps", (await PutAsync(
            editor, renamed.Body, "Garden lamps", "Lámparas")).Body.GetProperty("slug").GetString());
        Assert.Equal("/category/garden-lamps", await LeadsToAsync("lights-outside"));
        Assert.Equal(HttpStatusCode.OK, (await Host.Http.GetAsync("/category/garden-lamps")).StatusCode);
    }

    [Fact]
    public async Task An_address_that_was_anothers_is_nobodys_again()
    {
        var editor = await EditorAsync();
        var first = await MakeAsync(editor, "Kites");
        await PutAsync(editor, first, "Big kites");

        Assert.Equal("kites-2", (await MakeAsync(editor, "Kites")).GetProperty("slug").GetString());
        Assert.Equal("/category/big-kites", await LeadsToAsync("kites"));
    }

    [Fact]
    public async Task Two_editors_never_lose_an_edit_silently()
    {
        var editor = await EditorAsync();
        var other = await EditorAsync();
        var made = await MakeAsync(editor, "Chairs");

        var both = await Task.WhenAll(PutAsync(editor, made, "Chairs A"), PutAsync(other, made, "Chairs B"));

        Assert.Equal([200, 409], both.Select(one => one.Status).Order());
        var lost = both.Single(one => one.Status == 409);
        Assert.Equal("category_changed", lost.Body.GetProperty("code").GetString());
        var won = both.Single(one => one.Status == 200).Body.GetProperty("texts")[0].GetProperty("name").GetString();
        Assert.Equal(won, (await ReadAsync(editor, made)).GetProperty("texts")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_moves_at_once_never_make_a_circle()
    {
        var editor = await EditorAsync();
        for (var round = 0; round < 8; round++)
        {
            var a = await MakeAsync(editor, $"Round {round} a");
            var b = await MakeAsync(editor, $"Round {round} b");

            var both = await Task.WhenAll(MoveAsync(editor, a, IdOf(b)), MoveAsync(editor, b, IdOf(a)));

            Assert.Equal([200, 422], both.Select(one => one.Status).Order());
            Assert.Equal("category_under_itself", both.Single(one => one.Status == 422).Body.GetProperty("code")
                .GetString());
        }

        await IsSoundAsync();
    }

    [Fact]
    public async Task A_merge_takes_products_children_attributes_and_addresses_along()
    {
        var editor = await EditorAsync();
        var (owner, store) = await StoreAsync();
        var sofas = await MakeAsync(editor, "Sofas");
        var couches = await MakeAsync(editor, "Couches");
        var corner = await MakeAsync(editor, "Corner couches", parent: IdOf(couches));
        var product = await ListInAsync(owner, store, "couches");
        var both = await ListInAsync(owner, store, "couches", "sofas");
        Assert.Equal(200, (await AskAsync(editor, await ReadAsync(editor, couches),
            new { code = "seats", name = "Seats", kind = "number" })).Status);
        couches = (await PutAsync(editor, await ReadAsync(editor, couches), "Old couches")).Body;

        var merged = await editor.DoAsync(HttpMethod.Post, $"/admin/categories/{IdOf(couches)}/merge",
            new { version = couches.GetProperty("version").GetInt32(), into = IdOf(sofas) });

        Assert.Equal(200, merged.Status);
        Assert.Equal(IdOf(sofas), IdOf(merged.Body));
        Assert.Equal(["seats"], merged.Body.GetProperty("attributes").EnumerateArray()
            .Select(one => one.GetProperty("code").GetString()));
        Assert.Equal(2, merged.Body.GetProperty("products").GetInt64());
        Assert.Equal(IdOf(sofas), (await ReadAsync(editor, corner)).GetProperty("parent").GetGuid());
        // Chains have collapsed: both old addresses lead there at once.
        Assert.Equal("/category/sofas", await LeadsToAsync("couches"));
        Assert.Equal("/category/sofas", await LeadsToAsync("old-couches"));
        foreach (var one in new[] { product, both })
            Assert.Equal(["sofas"], (await JsonAsync($"/api/v1/products/{one}")).GetProperty("categories")
                .EnumerateArray().Select(step => step.GetProperty("slug").GetString()));
        Assert.Equal(404, (await editor.GetAsync($"/admin/categories/{IdOf(couches)}")).Status);

        await Host.SettleAsync();
        var found = await JsonAsync("/api/v1/products?category=sofas");
        Assert.Equal(2, found.GetProperty("total").GetInt32());
        Assert.Equal(2, (await JsonAsync("/api/v1/products?category=couches")).GetProperty("total")
            .GetInt32());
        await IsSoundAsync();
    }

    [Fact]
    public async Task Only_an_empty_category_is_removed_and_its_address_leads_upward()
    {
        var editor = await EditorAsync();
        var (owner, store) = await StoreAsync();
        var top = await MakeAsync(editor, "Boats");
        var inner = await MakeAsync(editor, "Rafts", parent: IdOf(top));
        var full = await MakeAsync(editor, "Canoes", parent: IdOf(top));
        await ListInAsync(owner, store, "canoes");

        Assert.Equal(409, (await RemoveAsync(editor, top)).Status);
        var refused = await RemoveAsync(editor, full);
        Assert.Equal("category_not_empty", refused.Body.GetProperty("code").GetString());
        Assert.Equal(200, (await editor.GetAsync($"/admin/categories/{IdOf(full)}")).Status);
        Assert.Equal(204, (await RemoveAsync(editor, inner)).Status);
        Assert.Equal("/category/boats", await LeadsToAsync("rafts"));
    }

    [Fact]
    public async Task What_is_hidden_leaves_menus_and_filters_while_its_products_stay()
    {
        var editor = await EditorAsync();
        var (owner, store) = await StoreAsync();
        var top = await MakeAsync(editor, "Attic");
        var inner = await MakeAsync(editor, "Attic ladders", parent: IdOf(top));
        var product = await ListInAsync(owner, store, "attic-ladders");
        await Host.SettleAsync();

        var hidden = await PutAsync(editor, await ReadAsync(editor, inner), "Attic ladders", hidden: true);

        Assert.False(hidden.Body.GetProperty("shown").GetBoolean());
        Assert.DoesNotContain("attic-ladders", await Host.Http.GetStringAsync("/api/v1/categories"));
        var led = await Host.Http.GetAsync("/category/attic-ladders");
        Assert.Equal((HttpStatusCode.Found, "/category/attic"), (led.StatusCode, led.Headers.Location!.OriginalString));
        var view = await JsonAsync($"/api/v1/products/{product}");
        Assert.Equal(["attic"], view.GetProperty("categories").EnumerateArray()
            .Select(step => step.GetProperty("slug").GetString()));
        Assert.Equal(["attic"], (await JsonAsync("/api/v1/products?category=attic")).GetProperty("facets")
            .GetProperty("categories").EnumerateArray().Select(one => one.GetProperty("slug").GetString()));

        await PutAsync(editor, hidden.Body, "Attic ladders");
        Assert.Equal(HttpStatusCode.OK, (await Host.Http.GetAsync("/category/attic-ladders")).StatusCode);
    }

    [Fact]
    public async Task Attributes_are_inherited_and_listings_are_held_to_them()
    {
        var editor = await EditorAsync();
        var (owner, store) = await StoreAsync();
        var top = await MakeAsync(editor, "Bulbs");
        var inner = await MakeAsync(editor, "LED bulbs", parent: IdOf(top));
        Assert.Equal(200, (await AskAsync(editor, top, new
        {
            code = "socket", name = "Socket", nameEs = "Casquillo", required = true, choices = new[] { "E14", "E27" },
        })).Status);

        Assert.Equal("socket", (await ReadAsync(editor, inner)).GetProperty("inherited")[0].GetProperty("code")
            .GetString());
        Assert.Equal("Casquillo", (await JsonAsync("/api/v1/categories/led-bulbs/attributes", "es"))
            .GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("attribute_missing", (await TryListAsync(owner, store, null, "led-bulbs")).Body
            .GetProperty("code").GetString());
        Assert.Equal("attribute_value_unknown", (await TryListAsync(owner, store, "B22", "led-bulbs")).Body
            .GetProperty("code").GetString());
        Assert.Equal(201, (await TryListAsync(owner, store, "E27", "led-bulbs")).Status);
        Assert.Equal("attribute_kind_fixed", (await AskAsync(editor, await ReadAsync(editor, inner),
            new { code = "socket", name = "Socket", kind = "number" })).Body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task On_a_further_page_each_is_told_its_place_among_all_its_siblings()
    {
        var editor = await EditorAsync();
        var above = await MakeAsync(editor, "Shelves");
        foreach (var name in new[] { "Oak", "Ash", "Elm" }) await MakeAsync(editor, name, parent: IdOf(above));
        var path = $"/admin/categories?parent={IdOf(above)}&limit=2";
        var first = (await editor.GetAsync(path)).Body;
        var rest = (await editor.GetAsync($"{path}&cursor={first.GetProperty("next").GetString()}")).Body;

        Assert.Equal(["Oak 0", "Ash 1", "Elm 2"], new[] { first, rest }
            .SelectMany(page => page.GetProperty("items").EnumerateArray())
            .Select(node => $"{node.GetProperty("name").GetString()} {node.GetProperty("place").GetInt32()}"));
    }

    [Fact]
    public async Task A_picture_is_one_that_was_sent_here()
    {
        var editor = await EditorAsync();
        var made = await MakeAsync(editor, "Frames");
        var refused = await PutAsync(editor, made, "Frames", picture: "https://example.com/a.jpg");
        Assert.Equal("picture_unknown", refused.Body.GetProperty("code").GetString());

        var url = await editor.SendAsync(Samples.Png(300, 200));
        Assert.Equal(url, (await PutAsync(editor, made, "Frames", picture: url)).Body.GetProperty("picture")
            .GetString());
    }

    [Fact]
    public async Task Who_may_not_edit_the_tree_changes_nothing_and_every_change_is_written_down()
    {
        var editor = await EditorAsync();
        var made = await MakeAsync(editor, "Mirrors");
        var buyer = await Host.PersonAsync();

        Assert.Equal(403, (await PutAsync(buyer, made, "Mine")).Status);
        Assert.Equal("mirrors", (await ReadAsync(editor, made)).GetProperty("slug").GetString());
        await PutAsync(editor, made, "Big mirrors");
        Assert.Equal(
            """{"hidden": false, "name": "Mirrors", "parent": null, "picture": null, "slug": "mirrors"}""",
            await Host.SqlAsync($"""
                select before::jsonb::text from kernel.audit_entry
                where subject = '{IdOf(made)}' and operation = 'PutCategory' and outcome = 'done'
                """) is string text ? Sorted(text) : null);
    }

    static string Sorted(string json) => "{" + string.Join(", ", JsonDocument.Parse(json).RootElement
        .EnumerateObject().OrderBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => $"\"{one.Name}\": {one.Value.GetRawText()}")) + "}";

    [Fact]
    public async Task Whatever_several_editors_do_at_once_the_tree_stays_a_tree_and_nothing_is_orphaned()
    {
        var (owner, store) = await StoreAsync();
        var first = await EditorAsync();
        var pool = new List<Guid>();
        foreach (var name in "Apples Bread Cheese Dates Eggs Figs".Split(' '))
            pool.Add(IdOf(await MakeAsync(first, $"Random {name}")));
        Guid[] products = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(n =>
            ListInAsync(owner, store, $"random-{"apples bread cheese dates eggs figs".Split(' ')[n]}")))];
        var editors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EditorAsync()));

        await Task.WhenAll(editors.Select((editor, seed) => Task.Run(async () =>
        {
            var random = new Random(seed * 7919 + 17);
            for (var step = 0; step < 40; step++)
            {
                Guid one, other;
                lock (pool) (one, other) = (pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
                var read = await editor.GetAsync($"/admin/categories/{one}");
                if (read.Status == 404) continue;
                var (version, said) = (read.Body.GetProperty("version").GetInt32(), 0);
                switch (random.Next(8))
                {
                    case 0 or 1:
                        var made = await editor.DoAsync(HttpMethod.Post, "/admin/categories", new
                        {
                            parent = one, texts = new[] { new { locale = "en", name = $"Random {random.Next(9)}" } },
                        });
                        said = made.Status;
                        if (said == 201)
                            lock (pool) pool.Add(IdOf(made.Body));
                        break;
                    case 2 or 3:
                        said = (await PutAsync(editor, read.Body, $"Random {random.Next(12)}",
                            hidden: random.Next(4) == 0)).Status;
                        break;
                    case 4 or 5:
                        said = (await editor.DoAsync(HttpMethod.Post, $"/admin/categories/{one}/move",
                            new { version, parent = other, place = random.Next(3) })).Status;
                        break;
                    case 6:
                        said = (await editor.DoAsync(HttpMethod.Post, $"/admin/categories/{one}/merge",
                            new { version, into = other })).Status;
                        break;
                    default:
                        said = (await editor.DoAsync(
                            HttpMethod.Delete, $"/admin/categories/{one}?version={version}")).Status;
                        break;
                }

                Assert.Contains(said, new[] { 200, 201, 204, 404, 409, 422, 503 });
            }
        })));

        await IsSoundAsync();
        foreach (var product in products)
            Assert.NotEqual(0L, await Host.SqlAsync($"""
                select count(*) from catalog.product_category m join catalog.category c on c.id = m.category_id
                where m.product_id = '{product}'
                """));
        var slugs = (string[])(await Host.SqlAsync("select array(select slug from catalog.category_address)"))!;
        Assert.NotEmpty(slugs);
        foreach (var slug in slugs)
        {
            var led = await Host.Http.GetAsync($"/category/{slug}");
            Assert.Contains(led.StatusCode, new[] { HttpStatusCode.MovedPermanently, HttpStatusCode.Found });
            var there = await Host.Http.GetAsync(led.Headers.Location!.OriginalString);
            Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        }
    }

    // By the claims of the module: paths, what is shown, addresses; and no product category that is not there.
    async Task IsSoundAsync()
    {
        foreach (var claim in Claims.All) Assert.IsType<DBNull>(await Host.SqlAsync(
            $"select min(offender) from ({claim.Sql}) broken"));
        Assert.Equal(0L, await Host.SqlAsync("""
            select count(*) from catalog.category where cardinality(path) > 8
            """));
    }

    Task<Person> EditorAsync() => Host.PersonAsync(role: "platform_manager");

    async Task<JsonElement> JsonAsync(string path, string? language = null)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, path);
        if (language is not null) asked.Headers.AcceptLanguage.ParseAdd(language);
        return await (await Host.Http.SendAsync(asked)).JsonAsync();
    }

    static Guid IdOf(JsonElement category) => category.GetProperty("id").GetGuid();

    async Task<JsonElement> MakeAsync(Person who, string name, string? spanish = null, Guid? parent = null)
    {
        var made = await who.DoAsync(
            HttpMethod.Post, "/admin/categories", new { parent, texts = Texts(name, spanish) });
        Assert.Equal(201, made.Status);
        return made.Body;
    }

    static object[] Texts(string name, string? spanish) => spanish is null
        ? [new { locale = "en", name }]
        : [new { locale = "en", name }, new { locale = "es", name = spanish }];

    static Task<Said> PutAsync(
        Person who, JsonElement category, string name, string? spanish = null, bool hidden = false,
        string? picture = null) =>
        who.DoAsync(HttpMethod.Put, $"/admin/categories/{IdOf(category)}", new
        {
            version = category.GetProperty("version").GetInt32(), texts = Texts(name, spanish), hidden, picture,
        });

    static Task<Said> MoveAsync(Person who, JsonElement category, Guid? parent) =>
        who.DoAsync(HttpMethod.Post, $"/admin/categories/{IdOf(category)}/move",
            new { version = category.GetProperty("version").GetInt32(), parent });

    static async Task<Said> RemoveAsync(Person who, JsonElement category)
    {
        var version = (await ReadAsync(who, category)).GetProperty("version").GetInt32();
        return await who.DoAsync(HttpMethod.Delete, $"/admin/categories/{IdOf(category)}?version={version}");
    }

    static Task<Said> AskAsync(Person who, JsonElement category, object attribute) =>
        who.DoAsync(HttpMethod.Put, $"/admin/categories/{IdOf(category)}/attributes", new
        {
            version = category.GetProperty("version").GetInt32(), attributes = new[] { attribute },
        });

    static async Task<JsonElement> ReadAsync(Person who, JsonElement category) =>
        (await who.GetAsync($"/admin/categories/{IdOf(category)}")).Body;

    static async Task<Guid> ListInAsync(Person owner, Guid store, params string[] categories)
    {
        var listed = await TryListAsync(owner, store, null, categories);
        Assert.Equal(201, listed.Status);
        return listed.Body.GetProperty("id").GetGuid();
    }

    static Task<Said> TryListAsync(Person owner, Guid store, string? socket, params string[] categories) =>
        owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", new
        {
            title = "Thing " + Sku(), language = "en", categories,
            variants = new[] { new { sku = Sku(), price = new { amount = 500, currency = "BRL" }, stock = 5 } },
            attributes = socket is null ? [] : new[] { new { code = "socket", name = "Socket", text = socket } },
        });

    async Task<string> LeadsToAsync(string slug)
    {
        var led = await Host.Http.GetAsync($"/category/{slug}");
        Assert.Equal(HttpStatusCode.MovedPermanently, led.StatusCode);
        return led.Headers.Location!.OriginalString;
    }
}
