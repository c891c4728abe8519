using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kafka.Tests;

/// <summary>A whole marketplace with a store, its stock and a category, and somebody who sends messages in.</summary>
public sealed class TakingHost : KafkaHost
{
    public static readonly Guid Store = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    internal Sending Sending { get; private set; } = null!;

    protected override async Task PrepareAsync()
    {
        if (!Kafka.IsThere) return;
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{Store}', 'casa', 'Casa', 'MX', 'MXN');
            insert into catalog.category (id, number, slug, path) values ('{Guid.NewGuid()}', 7, 'mugs', array[7])
            """);
        Sending = new(Brokers!);
    }

    public override async ValueTask DisposeAsync()
    {
        Sending?.Dispose();
        await base.DisposeAsync();
    }

    public Task UntilAsync(string sql) => TestKafka.EventuallyAsync(async () => await SqlAsync(sql) is true);

    public Task<object?> OfferAsync(string sku, string what) => SqlAsync($"""
        select {what}
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        left join inventory.stock s on s.offer_id = o.id
        where o.sku = '{sku}'
        """);
}

/// <summary>What each topic that others send to makes of the marketplace, and what it does not take.</summary>
public sealed class TakenInTests(TakingHost host) : IClassFixture<TakingHost>
{
    [Fact]
    public async Task A_product_is_put_whole_and_a_later_message_changes_it()
    {
        host.Kafka.SkipUnlessThere();
        await SendProductAsync("mug", 12900, 7, title: "Taza Ñandú");
        await host.UntilAsync("select exists (select from catalog.offer where sku = 'mug-1')");
        Assert.Equal(
            "casa mug Taza Ñandú Ñ es 12900 15000 MXN 7 stream mugs 12.500000 https://pictures.example/mug.jpg",
            await host.OfferAsync("mug-1", """
                concat_ws(' ', p.source, p.external_id, p.title, p.brand, p.language, o.price_minor, o.list_price_minor,
                    o.currency, s.on_hand, (select why from inventory.movement m where m.offer_id = o.id),
                    (select slug from catalog.product_category c join catalog.category g on g.id = c.category_id
                        where c.product_id = p.id),
                    (select number_value from catalog.product_attribute a where a.product_id = p.id),
                    (select url from catalog.picture i where i.product_id = p.id))
                """));

        await SendProductAsync("mug", 11900, 9, title: "Taza");
        await host.UntilAsync("select exists (select from catalog.offer where sku = 'mug-1' and price_minor = 11900)");
        Assert.Equal("Taza 9", await host.OfferAsync("mug-1", "concat_ws(' ', p.title, s.on_hand)"));
        Assert.Equal(2L, await SaidAsync("catalog.product-put.v1", "mug-1"));
    }

    [Fact]
    public async Task Of_a_product_sent_many_times_the_last_message_stands()
    {
        host.Kafka.SkipUnlessThere();
        for (var price = 101; price <= 150; price++) await SendProductAsync("often", price, price);

        await host.UntilAsync("select exists (select from catalog.offer where sku = 'often-1' and price_minor = 150)");
        Assert.Equal(150L, await host.OfferAsync("often-1", "s.on_hand"));
    }

    [Fact]
    public async Task A_price_is_set_and_said_and_a_list_price_below_it_goes()
    {
        host.Kafka.SkipUnlessThere();
        await KnownAsync("lamp");

        await SendAsync("prices", "casa/lamp-1", new { store = "casa", sku = "lamp-1", price = Price(15500) });

        await host.UntilAsync("select exists (select from catalog.offer where sku = 'lamp-1' and price_minor = 15500)");
        Assert.Equal(DBNull.Value, await host.OfferAsync("lamp-1", "o.list_price_minor"));
        Assert.Equal(1L, await SaidAsync("catalog.offer-priced.v1", "lamp-1"));

        // The newest word counts, also where it is the listing as it was before.
        await SendProductAsync("lamp", 12900, 7);
        await host.UntilAsync("select exists (select from catalog.offer where sku = 'lamp-1' and price_minor = 12900)");
    }

    [Fact]
    public async Task Stock_is_counted_with_a_movement_that_says_where_it_comes_from()
    {
        host.Kafka.SkipUnlessThere();
        await KnownAsync("chair");

        await SendAsync("stock", "casa/chair-1", new { store = "casa", sku = "chair-1", onHand = 40 });
        await host.UntilAsync("""
            select exists (select from inventory.stock s join catalog.offer o on o.id = s.offer_id
                where o.sku = 'chair-1' and s.on_hand = 40)
            """);
        Assert.Equal("adjustment 7 40 stream", await host.OfferAsync("chair-1", """
            (select concat_ws(' ', kind, units_from, units_to, why) from inventory.movement m
                where m.offer_id = o.id order by id desc limit 1)
            """));
    }

    [Fact]
    public async Task Fewer_units_than_buyers_hold_are_refused_and_the_count_before_stands()
    {
        host.Kafka.SkipUnlessThere();
        await KnownAsync("held");
        await host.SqlAsync("""
            update inventory.stock set reserved = 5 where offer_id = (select id from catalog.offer where sku = 'held-1')
            """);

        await SendAsync("stock", "casa/held-1", new { store = "casa", sku = "held-1", onHand = 6 });
        await SendAsync("stock", "casa/held-1", new { store = "casa", sku = "held-1", onHand = 4 });

        await DeadAsync("casa/held-1", "stock_below_reserved");
        Assert.Equal(6L, await host.OfferAsync("held-1", "s.on_hand"));
    }

    [Fact]
    public async Task Clicks_are_written_down_and_of_a_visitor_only_the_hash()
    {
        host.Kafka.SkipUnlessThere();
        var product = Guid.NewGuid();
        var at = DateTimeOffset.UtcNow.AddHours(-1);

        await SendAsync(
            "clicks", "v", new { at, kind = "view", visitor = "v", product, category = 7, placement = "app" });
        await SendAsync("clicks", "v", new { at, kind = "search", query = "blue mug" });

        await host.UntilAsync("select count(*) = 2 from recommendations.behaviour where kind in ('view', 'search')");
        Assert.Equal(
            $"{Convert.ToHexStringLower(Token.Hash("v"))} 7 app",
            await host.SqlAsync($"""
                select concat_ws(' ', encode(visitor, 'hex'), category, placement) from recommendations.behaviour
                where product_id = '{product}' and account_id is null and abs(extract(epoch from at - now())) > 3500
                """));
        Assert.Equal(
            1L, await host.SqlAsync("""
                select count(*) from recommendations.behaviour where query = 'blue mug' and visitor is null
                """));
    }

    [Fact]
    public async Task What_no_store_can_mean_goes_to_the_dead_letters_and_what_is_beside_it_is_taken()
    {
        host.Kafka.SkipUnlessThere();
        await KnownAsync("shelf");
        object Priced(string store, string sku, object price) => new { store, sku, price };

        await SendAsync("prices", "p1", Priced("nowhere", "shelf-1", Price(1)));
        await SendAsync("prices", "p2", Priced("casa", "no-such", Price(1)));
        await SendAsync("prices", "p3", Priced("casa", "shelf-1", new { amount = 1, currency = "USD" }));
        await SendAsync("prices", "p4", Priced("casa", "shelf-1", Price(0)));
        await SendAsync("prices", "p5", Priced("casa", "shelf-1", Price(1_000_000_000_001)));
        await SendAsync("prices", "p6", Priced("casa", "shelf-1", new { amount = 1.5, currency = "MXN" }));
        await SendAsync("prices", "p7", Priced("casa", "shelf-1", Price(13100)));
        await SendAsync("stock", "s1", new { store = "casa", sku = "shelf-1", onHand = -1 });
        await SendAsync("stock", "s2", new { store = "casa", sku = "no-such", onHand = 1 });
        await SendAsync("stock", "s3", new { store = "nowhere", sku = "shelf-1", onHand = 1 });
        var (now, product) = (DateTimeOffset.UtcNow, Guid.NewGuid());
        await SendAsync("clicks", "c1", new { at = now.AddDays(-91), kind = "view", product });
        await SendAsync("clicks", "c2", new { at = now.AddHours(1), kind = "view", product });
        await SendAsync("clicks", "c3", new { at = now, kind = "purchase", product });
        await SendAsync("clicks", "c4", new { at = now, kind = "click" });
        await SendAsync("clicks", "c5", new { at = now, kind = "search" });
        await SendProductAsync("d1", 1, 1, store: "nowhere");
        await SendProductAsync("d2", 1, 1, category: "no-such");
        await SendProductAsync("d3", 1, 1, sku: "shelf-1");
        await SendProductAsync("d4", 1, 1, title: "");
        await SendProductAsync("d5", 1, 1, picture: "javascript:alert(1)");
        await SendProductAsync("d6", 1, 1, picture: "ftp://pictures.example/1.jpg");

        await host.UntilAsync(
            "select exists (select from catalog.offer where sku = 'shelf-1' and price_minor = 13100)");
        (string, string)[] expected =
        [
            ("p1", "store_not_found"), ("p2", "sku_not_found"), ("p3", "wrong_currency"), ("p4", "invalid_fields"),
            ("p5", "invalid_fields"), ("p6", "malformed_body"), ("s1", "invalid_fields"), ("s2", "sku_not_found"),
            ("s3", "store_not_found"), ("c1", "time_out_of_bounds"), ("c2", "time_out_of_bounds"),
            ("c3", "invalid_fields"), ("c4", "product_needed"), ("c5", "query_needed"),
            ("nowhere/d1", "store_not_found"), ("casa/d2", "category_not_found"), ("casa/d3", "sku_taken"),
            ("casa/d4", "invalid_fields"), ("casa/d5", "invalid_fields"), ("casa/d6", "invalid_fields"),
        ];
        var keys = expected.Select(one => one.Item1).ToHashSet();
        await TestKafka.EventuallyAsync(() => Dead().Count(letter => keys.Contains(letter.Key!)) >= keys.Count);
        Assert.Equal(
            expected.Order(),
            Dead().Where(letter => keys.Contains(letter.Key!)).Select(letter => (letter.Key!, letter.Code)).Order());
    }

    [Fact]
    public async Task A_product_that_holds_nothing_where_something_belongs_is_refused()
    {
        host.Kafka.SkipUnlessThere();
        const string variant = """{"sku": "h", "price": {"amount": 1, "currency": "MXN"}}""";
        string[] holes =
        [
            """ "variants": [null] """, """ "variants": [] """, """ "variants": null """,
            """ "variants": [{"sku": "h", "price": null}] """,
            $""" "variants": [{variant}], "categories": [null] """,
            $""" "variants": [{variant}], "pictures": [null] """,
            $""" "variants": [{variant}], "attributes": [null] """,
            $""" "variants": [{variant}], "optionNames": ["Colour"] """,
        ];
        foreach (var (place, hole) in holes.Index())
            await host.Sending.SendTextAsync("products", $"casa/hole{place}", $$"""
                {"store": "casa", "id": "hole{{place}}", "title": "T", {{hole}}}
                """);

        await KnownAsync("after-holes");
        IEnumerable<Sending.Letter> Holes() =>
            Dead().Where(letter => letter.Key!.StartsWith("casa/hole", StringComparison.Ordinal));
        await TestKafka.EventuallyAsync(() => Holes().Count() >= holes.Length);
        Assert.All(Holes(), letter => Assert.Contains(letter.Code, new[] { "invalid_fields", "malformed_body" }));
        Assert.Equal(0L, await host.SqlAsync("select count(*) from catalog.product where external_id like 'hole%'"));
    }

    // Titles that broke others' programs: each is put as it is, or refused, and none stops the stream.
    [Fact]
    public async Task Hostile_texts_stop_nothing()
    {
        host.Kafka.SkipUnlessThere();
        string[] texts =
        [
            "'; drop table catalog.product; --", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "\u202egnp.exe",
            "\ufeff", "田中さん", "👩‍👩‍👧‍👦", "Ω≈ç√∫˜µ", "\t\r\n",
            new string('a', 501), "NULL", "../../etc/passwd", "\u0085",
            "\ud83d\ude00", "1e309", "-0", "null", "𝓣𝓱𝓮", "ﷺ",
        ];
        foreach (var (place, text) in texts.Index()) await SendProductAsync($"hostile{place}", 100, 1, title: text);
        await SendProductAsync("after-them", 100, 1);

        await host.UntilAsync("select exists (select from catalog.offer where sku = 'after-them-1')");
        string[] fit = [.. texts.Where(text => text.Length <= 500 && text.Trim().Trim('\u0085') != "")];
        await host.UntilAsync(
            $"select count(*) >= {fit.Length} from catalog.product where external_id like 'hostile%'");
        await TestKafka.EventuallyAsync(() => Dead().Count(letter =>
            letter.Key!.StartsWith("casa/hostile", StringComparison.Ordinal)) >= texts.Length - fit.Length);
        var put = (string[])(await host.SqlAsync(
            "select array_agg(title order by title) from catalog.product where external_id like 'hostile%'"))!;
        Assert.Equal(fit.Order(StringComparer.Ordinal), put.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Operators_see_what_waits_what_was_taken_and_what_was_not()
    {
        host.Kafka.SkipUnlessThere();
        await KnownAsync("seen");
        await SendAsync("stock", "casa/seen-1", new { store = "casa", sku = "seen-1", onHand = 8 });
        await SendAsync("stock", "casa/seen-1", new { store = "casa", sku = "unseen", onHand = 8 });
        await DeadAsync("casa/seen-1", "sku_not_found");

        await TestKafka.EventuallyAsync(async () => await SignAsync() is { State: Vital.Fine, Facts: var facts }
            && facts["messagesWaiting"] is 0L && facts["taken"] is > 0L && facts["deadLetters"] is > 0L);
        var page = await host.Http.GetStringAsync("/metrics");
        foreach (var number in new[] { "taken_total", "refused_total", "waiting" })
            Assert.Contains($"feria_intake_{number}{{intake=\"stock\"}} ", page);
    }

    async Task<VitalSign?> SignAsync() =>
        (await host.Services.GetServices<IVitalSigns>().Single(signs => signs.Part == "kafka").LookAsync(default))
            .SingleOrDefault(sign => sign.Name == $"{host.Brokers!.Prefix}.in.stock");

    async Task KnownAsync(string id)
    {
        await SendProductAsync(id, 12900, 7);
        await host.UntilAsync($"select exists (select from catalog.offer where sku = '{id}-1')");
    }

    Task SendProductAsync(
        string id, long price, long stock, string title = "A thing", string store = "casa", string? sku = null,
        string category = "mugs", string? picture = null) =>
        SendAsync("products", $"{store}/{id}", new
        {
            store, id, title, brand = "Ñ", language = "es", categories = new[] { category },
            variants = new[] { new { sku = sku ?? $"{id}-1", price = Price(price), listPrice = 15000, stock } },
            pictures = new[] { new { url = picture ?? $"https://pictures.example/{id}.jpg", alt = "front" } },
            attributes = new[] { new { code = "width", name = "Width", unit = "cm", number = 12.5 } },
        });

    static object Price(long amount) => new { amount, currency = "MXN" };

    Task SendAsync(string intake, string key, object message) => host.Sending.SendAsync(intake, key, message);

    IReadOnlyList<Sending.Letter> Dead() => host.Sending.Dead(0);

    Task DeadAsync(string key, string code) => TestKafka.EventuallyAsync(
        () => Dead().Any(letter => letter.Key == key && letter.Code == code));

    async Task<object?> SaidAsync(string kind, string sku) => await host.OfferAsync(sku, $"""
        (select count(*) from kernel.event e where e.kind = '{kind}' and e.key = p.id)
        """);
}
