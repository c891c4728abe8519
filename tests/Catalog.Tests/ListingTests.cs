using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Media;
using Feria.Media.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>Stores list, price, pause and remove what they sell, and nobody else's.</summary>
public sealed class ListingTests(DemoHost host) : IClassFixture<DemoHost>
{
    static object Lamp(
        string sku, long price = 12_990, int? version = null, object? pictures = null, long? stock = 5)
    {
        object Choice(string code, string colour) => new
        {
            sku = code, price = new { amount = price, currency = "BRL" }, stock, options = new[] { colour },
        };
        return new
        {
            version,
            title = $"Soapstone lamp {sku}",
            description = "Turned by hand.",
            language = "en",
            optionNames = new[] { "Colour" },
            variants = new[] { Choice(sku, "Grey"), Choice(sku + "-B", "Black") },
            pictures,
            attributes = new[] { new { code = "height", name = "Height", unit = "cm", number = 40 } },
        };
    }

    async Task<(Person Owner, Guid Store)> StoreAsync()
    {
        var owner = await host.PersonAsync();
        return (owner, await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager")));
    }

    static string Sku() => $"L{Guid.NewGuid():N}"[..12];

    async Task<(Guid Product, int Version)> ListAsync(Person owner, Guid store, string sku)
    {
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", Lamp(sku));
        Assert.Equal(201, listed.Status);
        await host.SettleAsync();
        return (listed.Body.GetProperty("id").GetGuid(), listed.Body.GetProperty("version").GetInt32());
    }

    async Task<JsonElement> ShownAsync(Guid product)
    {
        await host.SettleAsync();
        host.ForgetCopies();
        return await (await host.Http.GetAsync($"/api/v1/products/{product}")).JsonAsync();
    }

    /// <summary>All that the catalogue says of a product, as one text.</summary>
    async Task<string> AllOfAsync(Guid product) => (string)(await host.SqlAsync($"""
        select concat_ws(' ',
            (select p::text from catalog.product p where id = '{product}'),
            (select string_agg(v::text, ' ' order by id) from catalog.variant v where product_id = '{product}'),
            (select string_agg(o::text, ' ' order by o.id)
                from catalog.offer o join catalog.variant v on v.id = o.variant_id where product_id = '{product}'),
            (select string_agg(i::text, ' ' order by id) from catalog.picture i where product_id = '{product}'))
        """))!;

    [Fact]
    public async Task A_listing_is_for_sale_at_once_and_changed_from_the_version_that_was_seen()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, version) = await ListAsync(owner, store, sku);
        Assert.Equal(1, version);

        var shown = await ShownAsync(product);
        Assert.Equal(
            (12_990, 5, 2), (
                shown.GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64(),
                shown.GetProperty("offer").GetProperty("available").GetInt64(),
                shown.GetProperty("offers").GetArrayLength()));
        Assert.Equal(40, shown.GetProperty("attributes")[0].GetProperty("number").GetDecimal());
        var offers = shown.GetProperty("offers").EnumerateArray().Select(offer => offer.GetProperty("id").GetGuid());

        var put = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/listings/{product}", Lamp(sku, 9_990, version, stock: null));
        Assert.Equal((200, 2), (put.Status, put.Body.GetProperty("version").GetInt32()));
        shown = await ShownAsync(product);
        Assert.Equal(9_990, shown.GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64());
        Assert.Equal(5, shown.GetProperty("offer").GetProperty("available").GetInt64());
        Assert.Equal(
            offers.Order(),
            shown.GetProperty("offers").EnumerateArray().Select(offer => offer.GetProperty("id").GetGuid()).Order());
    }

    [Fact]
    public async Task Of_two_who_edit_one_version_at_once_one_is_told_what_the_other_wrote()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, version) = await ListAsync(owner, store, sku);

        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(one => owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/listings/{product}", Lamp(sku, 12_000 + one, version))));

        var won = Assert.Single(answers, answer => answer.Status == 200);
        var price = won.Body.GetProperty("variants")[0].GetProperty("price").GetProperty("amount").GetInt64();
        Assert.All(answers.Where(answer => answer != won), lost =>
        {
            Assert.Equal((409, "listing_changed"), (lost.Status, lost.Code));
            var now = lost.Body.GetProperty("now");
            Assert.Equal(2, now.GetProperty("version").GetInt32());
            Assert.Equal(
                price, now.GetProperty("variants")[0].GetProperty("price").GetProperty("amount").GetInt64());
        });
    }

    [Fact]
    public async Task A_paused_listing_is_not_for_sale_and_stays_so_until_it_is_resumed()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, version) = await ListAsync(owner, store, sku);
        foreach (var _ in (int[])[1, 2])
            Assert.Equal(204, (await owner.DoAsync(
                HttpMethod.Post, $"/store/{store}/listings/{product}/pause")).Status);
        Assert.Equal(0, (await ShownAsync(product)).GetProperty("offers").GetArrayLength());
        var put = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/listings/{product}", Lamp(sku, 8_000, version, stock: null));
        Assert.Equal((200, true), (put.Status, put.Body.GetProperty("paused").GetBoolean()));
        Assert.Equal(0, (await ShownAsync(product)).GetProperty("offers").GetArrayLength());
        var listed = (await owner.GetAsync($"/store/{store}/listings?q={sku}")).Body.GetProperty("items")[0];
        Assert.Equal((true, 2), (listed.GetProperty("paused").GetBoolean(), listed.GetProperty("count").GetInt32()));

        Assert.Equal(204, (await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/listings/{product}/resume")).Status);

        var shown = await ShownAsync(product);
        Assert.Equal(2, shown.GetProperty("offers").GetArrayLength());
        Assert.Equal(8_000, shown.GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64());
    }

    [Fact]
    public async Task Several_stores_sell_one_product_and_it_outlives_whoever_described_it()
    {
        var (owner, store) = await StoreAsync();
        var (rival, other) = await StoreAsync();
        var (sku, product) = (Sku(), Guid.Empty);
        (product, _) = await ListAsync(owner, store, sku);
        var variant = (await ShownAsync(product)).GetProperty("variants")[0].GetProperty("id").GetGuid();

        var offered = await rival.DoAsync(HttpMethod.Put, $"/store/{other}/offers/R-{sku}", new
        {
            variant,
            price = new { amount = 9_000, currency = "BRL" },
            listPrice = 10_000,
            stock = 3,
        });
        Assert.Equal(200, offered.Status);
        var shown = await ShownAsync(product);
        Assert.Equal(3, shown.GetProperty("offers").GetArrayLength());
        Assert.Equal(
            offered.Body.GetProperty("offer").GetGuid(), shown.GetProperty("offer").GetProperty("id").GetGuid());

        var edit = await rival.DoAsync(
            HttpMethod.Put, $"/store/{other}/listings/{product}", Lamp($"R-{sku}", version: 1));
        Assert.Equal((409, "listing_not_kept"), (edit.Status, edit.Code));
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/listings/{product}")).Status);
        shown = await ShownAsync(product);
        Assert.Equal(1, shown.GetProperty("offers").GetArrayLength());
        Assert.Equal(404, (await owner.GetAsync($"/store/{store}/listings/{product}")).Status);
        Assert.Equal(204, (await rival.DoAsync(HttpMethod.Delete, $"/store/{other}/listings/{product}")).Status);
        Assert.Equal(DBNull.Value, await host.SqlAsync(
            $"select kept_by from catalog.product where id = '{product}'"));
    }

    [Fact]
    public async Task Of_a_variant_a_store_has_one_offer_whatever_codes_it_gave_it()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, _) = await ListAsync(owner, store, sku);
        var variant = (Guid)(await host.SqlAsync(
            $"select v.id from catalog.offer o join catalog.variant v on v.id = o.variant_id where o.sku = '{sku}'"))!;
        // Sold under another code for a while, and then under the first again, whose row is still there.
        await host.SqlAsync($"""
            update catalog.offer set withdrawn_at = now() where sku = '{sku}';
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values (gen_random_uuid(), '{variant}', '{store}', 'other-{sku}', 500, 'BRL')
            """);
        var put = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}", new
        {
            variant, price = new { amount = 700, currency = "BRL" },
        });
        Assert.Equal(200, put.Status);
        Assert.Equal($"{sku} 700", await host.SqlAsync($"""
            select string_agg(sku || ' ' || price_minor, ', ') from catalog.offer
            where variant_id = '{variant}' and withdrawn_at is null
            """));
        Assert.Equal(2, (await ShownAsync(product)).GetProperty("offers").GetArrayLength());
    }

    [Fact]
    public async Task One_code_given_to_several_products_at_once_is_one_products()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/listings", Lamp(sku))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), late =>
            Assert.Equal((409, "sku_taken"), (late.Status, late.Code)));
        Assert.Equal(1L, await host.SqlAsync($"select count(*) from catalog.product where title like '%{sku}'"));
    }

    [Fact]
    public async Task A_table_of_many_prices_is_read_whole()
    {
        var (owner, store) = await StoreAsync();
        var fields = new Dictionary<string, string> { ["currency"] = "BRL" };
        for (var row = 0; row < 500; row++)
            foreach (var (name, value) in new[]
            {
                ("sku", $"no-such-{row}"), ("was", "100"), ("list-was", ""), ("price", "2.00"), ("list", ""),
            })
                fields[$"{name}.{row}"] = value;
        var asked = new HttpRequestMessage(HttpMethod.Post, $"/sell/{store}/listings/prices")
        {
            Content = new FormUrlEncodedContent(fields),
        };
        asked.Headers.Authorization = new("Bearer", owner.Token);
        using var answer = await host.Http.SendAsync(asked);

        // Looked for, and not found: no row was lost on the way, and none is of this store.
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("A SKU is not yours any more", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_product_nobody_sells_any_more_goes_with_who_described_it()
    {
        var (owner, store) = await StoreAsync();
        var (product, _) = await ListAsync(owner, store, Sku());
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/listings/{product}")).Status);
        await host.SettleAsync();
        host.ForgetCopies();
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/api/v1/products/{product}")).StatusCode);
        Assert.Equal(404, (await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/listings/{product}/resume")).Status);
    }

    [Fact]
    public async Task Many_prices_are_put_all_or_none_and_what_they_were_undoes_it()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, _) = await ListAsync(owner, store, sku);
        object Prices(long first, long was, string second) => new
        {
            prices = new object[]
            {
                new { sku, price = first, listPrice = 20_000, was }, new { sku = second, price = 7_000 },
            },
        };
        var before = await AllOfAsync(product);
        foreach (var (body, code) in new[]
        {
            (Prices(8_000, 1, sku + "-B"), "offer_changed"), (Prices(8_000, 12_990, "no-such"), "sku_not_found"),
            (Prices(8_000, 12_990, sku), "offer_twice"),
        })
        {
            var refused = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/prices", body);
            Assert.Equal(code, refused.Code);
            Assert.Equal(before, await AllOfAsync(product));
        }

        var put = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/prices", Prices(8_000, 12_990, sku + "-B"));
        Assert.Equal((200, 2), (put.Status, put.Body.GetProperty("changed").GetInt32()));
        Assert.Equal("7000 8000/20000", await PricesAsync(product));
        var undone = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/prices", new { prices = put.Body.GetProperty("before") });
        Assert.Equal((200, 2), (undone.Status, undone.Body.GetProperty("changed").GetInt32()));
        Assert.Equal("12990 12990", await PricesAsync(product));
        // Undone already: the prices it was made of are no more.
        Assert.Equal("offer_changed", (await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/prices", new { prices = put.Body.GetProperty("before") })).Code);
    }

    async Task<string> PricesAsync(Guid product) => (string)(await host.SqlAsync($"""
        select string_agg(concat_ws('/', o.price_minor, o.list_price_minor), ' ' order by o.price_minor)
        from catalog.offer o join catalog.variant v on v.id = o.variant_id where v.product_id = '{product}'
        """))!;

    [Fact]
    public async Task Pictures_are_those_that_were_sent_here()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (owner, store) = await StoreAsync();
        foreach (var url in new[]
        {
            "https://example.com/lamp.jpg", "/media/00000000000000000000000000000000-10x10/10.webp", "/assets/x.svg",
        })
        {
            var refused = await owner.DoAsync(
                HttpMethod.Post, $"/store/{store}/listings", Lamp(Sku(), pictures: new[] { new { url, alt = "" } }));
            Assert.Equal((422, "picture_unknown"), (refused.Status, refused.Code));
        }

        var sent = await owner.SendAsync(Samples.Png(700, 500));
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings",
            Lamp(Sku(), pictures: new[] { new { url = sent, alt = "From the front", variant = 1 } }));
        Assert.Equal(201, listed.Status);
        var shown = await ShownAsync(listed.Body.GetProperty("id").GetGuid());
        Assert.Equal(sent, shown.GetProperty("pictures")[0].GetProperty("url").GetString());
        Assert.Equal(1, listed.Body.GetProperty("pictures")[0].GetProperty("variant").GetInt32());
        Assert.Equal(1L, await host.SqlAsync("select count(*) from media.picture where kept_at is not null"));
    }

    [Theory]
    [InlineData("GET", "/store/{0}/listings")]
    [InlineData("GET", "/store/{0}/listings/{1}")]
    [InlineData("GET", "/store/{0}/listings/{1}/standing")]
    [InlineData("POST", "/store/{0}/listings")]
    [InlineData("PUT", "/store/{0}/listings/{1}")]
    [InlineData("DELETE", "/store/{0}/listings/{1}")]
    [InlineData("POST", "/store/{0}/listings/{1}/pause")]
    [InlineData("POST", "/store/{0}/listings/{1}/resume")]
    [InlineData("PUT", "/store/{0}/offers/{2}")]
    [InlineData("PUT", "/store/{0}/prices")]
    public async Task Nobody_touches_another_stores_listings(string method, string route)
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var (product, _) = await ListAsync(owner, store, sku);
        var (rival, theirs) = await StoreAsync();
        var variant = await host.SqlAsync($"select id from catalog.variant where product_id = '{product}' limit 1");
        object? body = (method, route) switch
        {
            ("PUT", "/store/{0}/prices") => new { prices = new[] { new { sku, price = 1 } } },
            ("PUT", "/store/{0}/offers/{2}") => new { variant, price = new { amount = 1, currency = "BRL" } },
            ("POST" or "PUT", var path) when path.Contains("listings") && !path.Contains("pause")
                && !path.Contains("resume") => Lamp(sku, 1, 1),
            _ => null,
        };
        var before = await AllOfAsync(product);

        var stranger = await rival.DoAsync(new(method), string.Format(route, store, product, sku), body);
        Assert.Equal((404, "store_not_found"), (stranger.Status, stranger.Code));
        // By their own store's door they come no further: it is not their listing, and not their SKU.
        if (route.Contains("{1}"))
            Assert.Equal("listing_not_found", (await rival.DoAsync(
                new(method), string.Format(route, theirs, product, sku), body)).Code);
        if (method != "GET")
        {
            await host.SqlAsync($"""
                insert into stores.staff (store_id, account_id, role) values ('{store}', '{rival.Id}', 'clerk')
                """);
            var clerk = await rival.DoAsync(new(method), string.Format(route, store, product, sku), body);
            Assert.Equal((403, "store_role_lacks"), (clerk.Status, clerk.Code));
        }

        Assert.Equal(before, await AllOfAsync(product));
    }

    [Fact]
    public async Task A_store_that_is_not_approved_lists_nothing()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var refused = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", Lamp(Sku()));
        Assert.Equal((409, "store_not_approved"), (refused.Status, refused.Code));
        Assert.Equal(0, (await owner.GetAsync($"/store/{store}/listings")).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_sold_so_is_refused_and_nothing_is_listed()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        object With(string currency, string code, string? category) => new
        {
            title = "A lamp",
            categories = category is null ? null : new[] { category },
            variants = new[] { new { sku = code, price = new { amount = 100, currency } } },
        };
        var before = await host.SqlAsync("select count(*) from catalog.product");
        foreach (var (body, status, code) in new[]
        {
            (With("USD", Sku(), null), 422, "wrong_currency"), (With("BRL", sku, null), 409, "sku_taken"),
            (With("BRL", Sku(), "no-such"), 404, "category_not_found"),
        })
        {
            var refused = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", body);
            Assert.Equal((status, code), (refused.Status, refused.Code));
        }

        Assert.Equal(before, await host.SqlAsync("select count(*) from catalog.product"));
    }
}
