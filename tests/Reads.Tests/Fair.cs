using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts;
using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>A marketplace that has so many of everything a page or an answer can list.</summary>
public class Fair(int many) : FeriaHost
{
    /// <summary>The calendar stands still, so that a copy is as fresh at the second request as at the first.</summary>
    sealed class StillCalendar : TimeProvider
    {
        readonly DateTimeOffset now = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => now;
    }

    const string Email = "buyer@example.com";
    const string Password = "a long enough passphrase 7";

    static readonly object Place = new
    {
        line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA", country = "GB",
    };

    readonly List<Guid> stores = [];
    Guid leaf;

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Feria:Demo"] = "true" };

    public string BuyerToken { get; private set; } = "";
    public string AdministratorToken { get; private set; } = "";

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<TimeProvider>(new StillCalendar());

    protected override async Task PrepareAsync()
    {
        BuyerToken = await RegisterAsync(Email, "buyer");
        AdministratorToken = await RegisterAsync("admin@example.com", "administrator");
        await ShelveAsync();
        await SqlAsync("""
            insert into stores.staff (store_id, account_id)
            select s.id, a.id from (select id from stores.store order by id limit 1) s, accounts.account a
            """);
        await SqlAsync($$"""
            insert into stores.delivery_method (store_id, id, name, kind, days_least, days_most, takes_cash, zones)
            select id, gen_random_uuid(), 'Mail ' || n, 'shipped', 1, 2, true,
                '[{"areas": [{"country": "GB"}], "price": 0}]'
            from stores.store, generate_series(1, {{many}}) n
            """);
        await SettleAsync();
        await SqlAsync("update kernel.job set due_at = now() where kind = 'operations.rebuild-copy'");
        await SettleAsync();

        var offers = (Guid[])(await SqlAsync("select array_agg(id order by id) from catalog.offer"))!;
        for (var n = 0; n < many; n++)
        {
            await AskAsync(HttpMethod.Post, "/api/v1/me/addresses", BuyerToken, Place);
            await AskAsync(HttpMethod.Post, "/api/v1/me/lists", BuyerToken, new { name = $"List {n}" });
            foreach (var offer in new[] { offers[2 * n], offers[2 * n + 1] })
                await AskAsync(HttpMethod.Put, $"/api/v1/me/kept/{offer}", BuyerToken, new { note = "In blue" });
            await AskAsync(HttpMethod.Post, "/api/v1/sessions", null, new { email = Email, password = Password });
            await AskAsync(HttpMethod.Put, $"/api/v1/admin/flash-sales/{Guid.CreateVersion7()}", AdministratorToken,
                new
                {
                    slug = $"drop-{n}", name = $"Drop {n}", offer = offers[n], units = 1, price = 100,
                    currency = "USD", perBuyer = 1, audience = "anyone", hasLine = true,
                    opensAt = DateTime.UtcNow.AddHours(1), startsAt = DateTime.UtcNow.AddHours(2),
                    endsAt = DateTime.UtcNow.AddHours(3),
                });
        }

        // The first order has a line of every product, and so of every store; then as many orders of one.
        for (var n = 0; n <= many; n++) await BuyAsync(n == 0 ? offers[..(2 * many)] : offers[..1]);
        await Booked.WriteAsync(this);
        // And so many parcels each: what is in them is of no matter here.
        await SqlAsync($"""
            insert into orders.shipment (region, id, order_id, status, carrier, sent_at)
            select o.region, gen_random_uuid(), o.id, 'in_transit', 'Post', now()
            from orders.store_order o, generate_series(1, {many});
            insert into orders.shipment_line (region, shipment_id, position, quantity)
            select region, id, 0, 1 from orders.shipment;
            insert into orders.shipment_history (region, shipment_id, id, what, at)
            select region, id, gen_random_uuid(), 'in_transit', sent_at from orders.shipment
            """);
        await SqlAsync($"""
            insert into orders.return (
                region, id, order_id, store_id, number, kind, reason, status, due_at, asked_at)
            select o.region, gen_random_uuid(), o.id, o.store_id, o.number || '-R' || n, 'return', 'damaged',
                (array['asked', 'escalated', 'refunded'])[1 + n % 3], case when n % 3 = 0 then now() end, now()
            from orders.store_order o, generate_series(1, {3 * many}) as n;
            insert into orders.return_line (region, return_id, position, quantity)
            select region, id, 0, 1 from orders.return;
            insert into orders.return_history (region, return_id, id, status, side, at)
            select region, id, gen_random_uuid(), status, 'buyer', asked_at from orders.return;
            insert into orders.refund (region, id, order_id, return_id, amount_minor, reason, at)
            select region, gen_random_uuid(), order_id, id, 1, 'return', now() from orders.return
            where status = 'refunded';
            insert into orders.refund_line (region, refund_id, position, quantity)
            select region, id, 0, 1 from orders.refund
            """);
        await SqlAsync($"""
            insert into community.conversation (region, order_id, store_id, order_number, last_number)
            select region, id, store_id, number, {many} from orders.store_order;
            insert into community.message (region, order_id, number, side, files)
            select region, order_id, n, 'store', 1 from community.conversation, generate_series(1, {many}) as n;
            insert into community.attachment (region, id, order_id, number, side, kind, bytes)
            select region, gen_random_uuid(), order_id, number, side, 'pdf', 1 from community.message
            """);
        await FillCartAsync(offers[..(2 * many)]);
        await SqlAsync("""
            update orders.list set link = 'for-all' where place = 0;
            insert into orders.saved_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select region, cart_id, offer_id, quantity, seen_price_minor, seen_currency from orders.cart_item;
            update orders.cart c set saved = (select count(*) from orders.saved_item where cart_id = c.id)
            """);
        foreach (var product in (Guid[])(await SqlAsync("select array_agg(id order by id) from catalog.product"))!)
            await AskAsync(HttpMethod.Post, "/api/v1/behaviour", BuyerToken,
                new { seen = new[] { new { kind = "view", product } } });
        await SqlAsync("""
            insert into recommendations.trending (category, product_id, score)
            select c.number, p.id, 1
            from catalog.product p
            cross join (select 0 as number union all select number from catalog.category) c
            on conflict do nothing
            """);
        await SqlAsync($"""
            insert into inventory.waiting (region, id, offer_id, who, account_id, locale, confirmed_at)
            select a.region, gen_random_uuid(), o.id, uuid_send(a.id), a.id, 'en', now()
            from accounts.account a, (select id from catalog.offer order by id limit {many}) o;
            insert into inventory.discrepancy (
                region, id, offer_id, state, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold,
                settled_at, settled_by)
            select a.region, gen_random_uuid(), o.id, 'repaired', 1, 0, 0, 2, 0, 0, now(), a.id
            from accounts.account a, (select id from catalog.offer order by id limit {many}) o
            """);
        await LetProgramsInAsync();
        await SettleAsync();
        await SqlAsync("analyze");
    }

    // So many notices, keys, and webhooks that are off, which were told so much.
    Task LetProgramsInAsync() => SqlAsync($"""
        insert into notifications.notice (region, account_id, id, topic, kind, facts, path)
        select region, id, gen_random_uuid(), 'orders', 'order-confirmed', '{"{}"}', '/orders'
        from accounts.account, generate_series(1, {many});
        insert into integrations.api_key (id, store_id, name, prefix, token_hash, scopes, made_by)
        select gen_random_uuid(), s.id, 'Stock room', 'feria_sk_abcdef', uuid_send(gen_random_uuid()), '{"{read}"}',
            a.id
        from (select id from stores.store order by id limit 1) s, (select id from accounts.account limit 1) a,
            generate_series(1, {many});
        insert into integrations.endpoint (id, store_id, url, kinds, secret_sealed, is_on, why_off, off_at, made_by)
        select gen_random_uuid(), s.id, 'https://example.com/', '{"{order.moved}"}', '', false, 'person', now(), a.id
        from (select id from stores.store order by id limit 1) s, (select id from accounts.account limit 1) a,
            generate_series(1, {many});
        insert into integrations.delivery (
            id, endpoint_id, event_id, kind, body, state, attempts, wanted_at, due_at, made_at)
        select gen_random_uuid(), e.id, gen_random_uuid(), 'order.moved', '{"{}"}', 'done', {many}, now(), now(), now()
        from integrations.endpoint e, generate_series(1, {many});
        insert into integrations.attempt (delivery_id, number, at, took_ms, status)
        select id, n, now(), 9, 204 from integrations.delivery, generate_series(1, {many}) n;
        insert into trust.case_file (id, kind, thing, reason, reports)
        select gen_random_uuid(), 'product', 'x' || (select count(*) from trust.case_file) + n, 'other', 1
        from generate_series(1, {many}) n;
        insert into trust.report (id, case_id, account_id, reason)
        select gen_random_uuid(), c.id, a.id, 'other'
        from trust.case_file c, (select id from accounts.account order by id limit {many}) a
        on conflict do nothing;
        with decided as (
            insert into trust.case_file (id, kind, thing, account_id, reason, is_open, decided_at)
            select gen_random_uuid(), 'review', 'y' || n, a.id, 'other', false, now()
            from accounts.account a, generate_series(1, {many}) n
            returning id, account_id)
        insert into trust.decision (id, case_id, kind, thing, outcome, reason, justification, by_account, account_id,
            store_id, has_removed, appeal_until)
        select gen_random_uuid(), d.id, 'review', 'y', 'warn', 'other', 'Why', d.account_id, d.account_id, s.id, false,
            now()
        from decided d, (select id from stores.store order by id limit 1) s;
        insert into catalog.sheet (id, store_id, name, kind, status, columns, fields, rows, by_whom)
        select gen_random_uuid(), s.id, 'lamps.csv', 'file', 'applied', '{"{sku,price}"}', '{"{sku,price}"}', {many},
            a.id
        from (select id from stores.store order by id limit 1) s, (select id from accounts.account limit 1) a;
        insert into catalog.sheet_row (sheet_id, line, cells, leader)
        select id, n, '{"{A,1}"}', n from catalog.sheet, generate_series(1, {many}) n
        """);

    /// <summary>Sends a request as somebody, and expects it to be answered.</summary>
    async Task<JsonElement> AskAsync(HttpMethod method, string path, string? token, object? body)
    {
        using var message = new HttpRequestMessage(method, path);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) message.Content = JsonContent.Create(body);
        using var answer = await Http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text == "" ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    async Task<string> RegisterAsync(string email, string role)
    {
        var made = await AskAsync(HttpMethod.Post, "/api/v1/accounts", null, new
        {
            fullName = "Robin Reader", email, idNumber = "AB123456", phone = "+44 20 7946 0000", password = Password,
            address = Place,
        });
        await SqlAsync(
            "insert into accounts.account_role (region, account_id, role) "
            + $"values ('main', '{made.GetProperty("id")}', '{role}') on conflict do nothing");
        return made.GetProperty("token").GetString()!;
    }

    async Task ShelveAsync()
    {
        await using var tx = await Database.WriteAsync();
        for (var n = 0; n < many; n++) stores.Add(Id.New());
        await PutStores.RunAsync(tx, [.. stores.Select((store, n) => new PutStores.Store(
            store, $"store-{n}", $"Store {n}", "", "Leeds", "GB", "en", "USD", 1000, 0, null,
            new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)))]);
        var tree = await PutCategories.RunAsync(tx, "fair",
        [
            .. Enumerable.Range(0, many).Select(n => CategoryOf($"root-{n}", null)),
            .. Enumerable.Range(0, many).Select(n => CategoryOf($"leaf-{n}", "root-0")),
        ]);
        leaf = tree.Ids["leaf-0"];
        var put = await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), Listings(1_000), "fair");
        Assert.Empty(put.Refused);
        var products = await tx.ListAsync<Guid>("select id from catalog.product order by id");
        await LoadReviews.RunAsync(tx, [.. products.SelectMany(product => Enumerable.Range(0, many).Select(n =>
            new LoadReviews.Review(
                Id.New(), product, stores[0], null, $"Reader {n}", 1 + n % 5, "Fine", "It does.", "en",
                new DateTime(2025, 1, 1 + n, 0, 0, 0, DateTimeKind.Utc))))]);
        await tx.CommitAsync();
    }

    static PutCategories.Category CategoryOf(string name, string? parent) =>
        new(name, parent, new Dictionary<string, string> { ["en"] = name, ["es"] = name + " es" });

    /// <summary>All that is for sale, at one price.</summary>
    protected IReadOnlyList<Listing> Listings(long minor) =>
        [.. Enumerable.Range(0, 2 * many).Select(n => ListingOf(n, minor))];

    // The first is sold in every variant by every store; each other by one.
    Listing ListingOf(int n, long minor) => new(
        "fair", $"p{n}", $"Lamp number {n}", "Gives light.", $"Brand {n}", "en", ["Size"], [leaf],
        n == 0
            ? [.. Enumerable.Range(0, many).Select(size => VariantOf(n, size, minor, [stores[size]]))]
            : [VariantOf(n, 0, minor, [stores[n % many]])],
        [.. Enumerable.Range(0, n == 0 ? many : 1).Select(at => new ListedPicture($"/assets/{at}.svg", "A lamp"))],
        [.. Enumerable.Range(0, n == 0 ? many : 1).Select(at => new ListedAttribute($"a{at}", $"A{at}", Text: "x"))]);

    static ListedVariant VariantOf(int n, int size, long minor, IEnumerable<Guid> sellers) => new([$"{size}"],
        [.. sellers.Select(store => new ListedOffer(store, $"L-{n}-{size}", minor, null, "USD", 1000))]);

    async Task FillCartAsync(IEnumerable<Guid> offers)
    {
        foreach (var offer in offers)
            await AskAsync(HttpMethod.Put, $"/api/v1/cart/items/{offer}", BuyerToken, new { quantity = 1 });
    }

    async Task BuyAsync(Guid[] offers)
    {
        await FillCartAsync(offers);
        await AskAsync(HttpMethod.Post, "/api/v1/checkouts", BuyerToken,
            new { address = Place, payment = new { method = "cash_on_delivery" } });
    }
}
