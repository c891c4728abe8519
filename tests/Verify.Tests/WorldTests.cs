using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Bench;
using Feria.Contracts;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Verify.Tests;

/// <summary>The bench's data set is a marketplace like any other, only large.</summary>
public sealed class WorldTests(WorldTests.Loaded world) : IClassFixture<WorldTests.Loaded>
{
    static readonly Size Tiny = new(
        Users: 50, Products: 40, Orders: 300, Reviews: 120, new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public async Task It_has_exactly_what_was_asked_for_and_keeps_every_claim()
    {
        Assert.Equal(50, await CountAsync("accounts.account"));
        Assert.Equal(50, await CountAsync("accounts.login"));
        Assert.Equal(40, await CountAsync("catalog.product"));
        Assert.Equal(300, await CountAsync("orders.store_order"));
        Assert.Equal(120, await CountAsync("community.review"));
        Assert.Equal(300, await CountAsync("payments.sale"));
        Assert.Equal(300, await CountAsync("kernel.event where kind = 'orders.order-placed.v1'"));
        Assert.Equal(300, await CountAsync("kernel.event where kind = 'orders.order-confirmed.v1'"));
        Assert.Equal(
            await CountAsync("payments.payment where method = 'card'"),
            await CountAsync("kernel.event where kind = 'payments.payment-captured.v1'"));

        var findings = await world.Services.GetRequiredService<VerifyReferences>().RunAsync(null, default);
        Assert.Equal([], findings.Where(one => one.Broken > 0)
            .Select(one => $"{one.Claim}: {string.Join(' ', one.Offenders)}"));
    }

    [Fact]
    public async Task Its_copies_are_true_and_nobody_is_written_to_about_the_past()
    {
        await world.SettleAsync();
        var findings = await world.Services.GetRequiredService<VerifyCopies>().RunAsync(null, repair: false, default);
        Assert.Equal([], findings.Where(one => one.Faults > 0)
            .Select(one => $"{one.Copy}: {one.Unsettled} {one.First.FirstOrDefault()}"));
        Assert.Equal(40, await CountAsync("search.document where sold >= 0"));
        Assert.Equal(0, await CountAsync("notifications.letter"));
        Assert.Equal(
            await world.SqlAsync("select sum(quantity) from orders.order_line"),
            await world.SqlAsync("select sum(units) from search.sale"));
    }

    // Each offer's units on hand follow from one movement to the next, and never fall below nothing.
    [Fact]
    public async Task Its_stock_was_never_less_than_nothing() => Assert.Equal(0, await CountAsync("""
        (
            select units_from, lag(units_to) over (partition by offer_id order by at, id) as before, units_to
            from inventory.movement) m
        where units_from < 0 or units_to < 0 or units_from <> coalesce(before, 0)
        """));

    [Fact]
    public async Task What_was_said_can_be_read_as_it_was_meant()
    {
        await using var read = await world.Database.ReadAsync();
        var said = await read.ListAsync<(string, string)>("select kind, body::text from kernel.event");
        foreach (var (kind, body) in said)
        {
            var type = typeof(OrderPlaced).Assembly.GetTypes().Single(type =>
                type.IsDefined(typeof(EventKindAttribute), false) && EventKindAttribute.Of(type) == kind);
            Assert.NotNull(JsonSerializer.Deserialize(body, type, Json.Options));
        }
    }

    [Fact]
    public async Task A_buyer_signs_in_and_sees_the_orders()
    {
        var buyer = (string)(await world.SqlAsync("""
            select l.account_id || ' ' || count(*)
            from orders.store_order o join accounts.login l on l.account_id = o.account_id
            group by l.account_id order by count(*) desc, 1 limit 1
            """))!;
        var at = (long)(await world.SqlAsync($"""
            select count(*) from accounts.account where id < '{buyer.Split(' ')[0]}'
            """))!;
        var entered = await world.Http.PostAsJsonAsync(
            "/api/v1/sessions", new { email = People.EmailOf((int)at), password = People.Password });
        var session = await entered.Content.ReadFromJsonAsync<JsonElement>();
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders?limit=100");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        var answer = await (await world.Http.SendAsync(ask)).Content.ReadFromJsonAsync<JsonElement>();
        var items = answer.GetProperty("items");
        Assert.Equal(int.Parse(buyer.Split(' ')[1]), items.GetArrayLength());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_rows()
    {
        var again = new FeriaHost();
        try
        {
            await again.InitializeAsync();
            await World.LoadAsync(again.Services, Tiny, TextWriter.Null, default);
            foreach (var (table, columns) in Compared)
                Assert.Equal(
                    (table, await DigestAsync(world, table, columns)),
                    (table, await DigestAsync(again, table, columns)));
        }
        finally
        {
            await again.DisposeAsync();
        }
    }

    // All but what is sealed under the installation's keys, hashed, or told by the transaction that wrote it.
    static readonly (string Table, string Columns)[] Compared =
    [
        ("accounts.account", "id, locale, created_at"), ("accounts.address", "id, account_id, postal_zone"),
        ("catalog.product", "t"), ("catalog.offer", "t"), ("catalog.product_category", "t"),
        ("orders.checkout", "id, number, account_id, method, total_minor, postal_zone, placed_at, settled_at"),
        ("orders.store_order", "t"), ("orders.order_line", "t"), ("orders.order_history", "t"),
        ("payments.payment", "t"), ("payments.payment_event", "t"), ("payments.sale", "t"),
        ("payments.journal", "region, id, kind, payment_id, order_id, at"),
        ("payments.entry", "t"), ("inventory.stock", "t"), ("inventory.movement", "t"), ("inventory.reservation", "t"),
        ("community.review", "t"), ("search.sale", "t"), ("kernel.event where at < '2026-03-01'",
            "id, shard, kind, key, body, at"),
    ];

    static async Task<string> DigestAsync(FeriaHost host, string table, string columns)
    {
        var (name, where) = table.Split(" where ") is [var first, var second] ? (first, second) : (table, "true");
        return (string)(await host.SqlAsync($"""
            select md5(string_agg(row::text, '' order by row::text collate "C"))
            from (select {(columns == "t" ? "t::text" : $"({columns})::text")} as row from {name} t where {where}) r
            """))!;
    }

    async Task<long> CountAsync(string what) => (long)(await world.SqlAsync($"select count(*) from {what}"))!;

    public sealed class Loaded : FeriaHost
    {
        protected override async Task PrepareAsync()
        {
            await World.LoadAsync(Services, Tiny, TextWriter.Null, default);
            await SettleAsync();
        }
    }
}
