using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations.Tests;

/// <summary>The front room's figures and what waits, for whoever may know.</summary>
public sealed class TodayTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_marketplace_s_day_is_the_sum_of_its_stores_by_currency()
    {
        using var analyst = desk.As(Guid.NewGuid(), Permission.ReadFigures);
        await desk.SqlAsync("""
            insert into insights.sale
            select gen_random_uuid(), p.id, (now() at time zone 'UTC')::date - d.back, c.code, 10, 20, 1000, 1, 2, 100
            from generate_series(1, 3) s, (values (0), (1), (7), (2)) d(back), (values ('CLP'), ('EUR')) c(code),
                (values ('00000000-0000-0000-0000-000000000000'::uuid), (gen_random_uuid())) p(id);
            delete from insights.sale where currency = 'EUR' and day < (now() at time zone 'UTC')::date
            """);

        var today = await analyst.GetFromJsonAsync<JsonElement>("/api/v1/admin/figures/today");

        Assert.Equal(
            ["CLP 27/2700 27/2700 27/2700", "EUR 27/2700 0/0 0/0"],
            today.GetProperty("currencies").EnumerateArray().Where(one =>
                one.GetProperty("currency").GetString() != "BRL").Select(one =>
                $"{one.GetProperty("currency").GetString()} {Text(one, "today")} {Text(one, "yesterday")} "
                + Text(one, "weekBefore")));
    }

    [Fact]
    public async Task What_waits_is_told_to_whoever_may_do_it()
    {
        await desk.SqlAsync("""
            delete from kernel.job where parked_at is not null;
            insert into kernel.job (id, kind, body, due_at, parked_at)
            select gen_random_uuid(), 'nobody.runs', '{}', now(), '2026-01-02 03:04:05Z' from generate_series(1, 1001)
            """);
        using var keeper = desk.As(Guid.NewGuid(), Permission.ManageOperations);
        using var clerk = desk.As(Guid.NewGuid(), Permission.ManageOrders);

        Assert.Contains("operations.parked-jobs 1000 2026-01-02T03:04:05Z", await ToDosAsync(keeper));
        Assert.Equal(["orders.escalated-returns 0 "], await ToDosAsync(clerk));
        await desk.SqlAsync("delete from kernel.job where kind = 'nobody.runs'");
        Assert.Contains("operations.parked-jobs 0 ", await ToDosAsync(keeper));
    }

    [Fact]
    public async Task Everything_is_found_by_who_may_look_at_it()
    {
        var store = await desk.OpenStoreAsync();
        await desk.BuyAsync(await desk.OfferAsync(store, units: 1));
        var number = (string)(await desk.SqlAsync("select number from orders.store_order order by id desc limit 1"))!;
        var order = (Guid)(await desk.SqlAsync($"select id from orders.store_order where number = '{number}'"))!;
        using var clerk = desk.As(Guid.NewGuid(), Permission.ManageOrders, Permission.ManageStores);
        using var other = desk.As(Guid.NewGuid(), Permission.ReadAudit);

        Assert.Equal([$"order {order}"], await FindAsync(clerk, number.ToLowerInvariant()));
        Assert.Equal([$"order {order}"], await FindAsync(clerk, number.Split('-')[0]));
        Assert.Equal([$"order {order}"], await FindAsync(clerk, order.ToString()));
        Assert.Equal([$"store {store}"], await FindAsync(clerk, store.ToString()));
        Assert.Equal([$"store {store}"], await FindAsync(clerk, $"Store {store}"[..20]));
        Assert.Empty(await FindAsync(clerk, "'; drop table"));
        Assert.Empty(await FindAsync(other, number));
    }

    static async Task<IReadOnlyList<string>> FindAsync(HttpClient client, string words) =>
    [
        .. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/admin/find?q={Uri.EscapeDataString(words)}"))
            .GetProperty("items").EnumerateArray()
            .Select(thing => $"{thing.GetProperty("kind").GetString()} {thing.GetProperty("id").GetString()}"),
    ];

    static async Task<IReadOnlyList<string>> ToDosAsync(HttpClient client) =>
    [
        .. (await client.GetFromJsonAsync<JsonElement>("/api/v1/admin/to-dos")).GetProperty("items").EnumerateArray()
            .Select(work => $"{work.GetProperty("name").GetString()} {work.GetProperty("many").GetInt32()} "
                + work.GetProperty("since").GetString()),
    ];

    static string Text(JsonElement one, string day) =>
        $"{one.GetProperty(day).GetProperty("orders").GetInt64()}/"
        + one.GetProperty(day).GetProperty("revenue").GetProperty("amount").GetInt64();
}
