using System.Net;
using System.Text.Json;

namespace Feria.Operations.Tests;

public sealed class ReactionTests(Desk desk) : IClassFixture<Desk>
{
    const string Reaction = "recommendations.on-order-confirmed";

    [Fact]
    public async Task Every_reaction_is_listed_with_what_it_hears_and_how_far_it_is()
    {
        await desk.SettleAsync();

        var items = (await desk.GetAsync("/admin/reactions")).GetProperty("items").EnumerateArray().ToList();

        var names = items.Select(one => one.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("search.on-product-changed", names);
        Assert.All(items, one => Assert.Equal((0, 0.0),
            (one.GetProperty("waiting").GetInt64(), one.GetProperty("lagSeconds").GetDouble())));
        Assert.Equal(["orders.order-confirmed.v1"], (await desk.StandingAsync(Reaction)).GetProperty("hears")
            .EnumerateArray().Select(kind => kind.GetString()!));
    }

    [Fact]
    public async Task What_could_not_be_heard_is_listed_with_its_reason_and_heard_again_once_mended()
    {
        var (order, product) = (Guid.NewGuid(), Guid.NewGuid());
        await SayBrokenAsync(order);

        var parked = Assert.Single(await ParkedAsync(order));
        Assert.Equal("orders.order-confirmed.v1", parked.GetProperty("kind").GetString());
        Assert.NotEqual("", parked.GetProperty("reason").GetString());

        await desk.SqlAsync($$"""
            update kernel.event
            set body = body || '{"lines": [{"offer": "{{product}}", "product": "{{product}}", "quantity": 1}]}'
            where key = '{{order}}'
            """);
        var answer = await desk.PostAsync(
            $"/admin/reactions/{Reaction}/replay", new { @event = parked.GetProperty("event").GetGuid() });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(1, (await answer.JsonAsync()).GetProperty("events").GetInt32());
        await desk.SettleAsync();

        Assert.Empty(await ParkedAsync(order));
        Assert.Equal(1L, await desk.SqlAsync(
            $"select count(*) from recommendations.behaviour where product_id = '{product}'"));
    }

    [Fact]
    public async Task A_given_up_event_is_gone_and_cannot_be_given_up_twice()
    {
        var order = Guid.NewGuid();
        await SayBrokenAsync(order);
        var said = Assert.Single(await ParkedAsync(order)).GetProperty("event").GetGuid();

        Assert.Equal(HttpStatusCode.NoContent,
            (await desk.DeleteAsync($"/admin/reactions/{Reaction}/parked/{said}")).StatusCode);
        var again = await desk.DeleteAsync($"/admin/reactions/{Reaction}/parked/{said}");

        Assert.Equal((HttpStatusCode.NotFound, "not_parked"), (again.StatusCode, await again.CodeAsync()));
        Assert.Empty(await ParkedAsync(order));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("reset")]
    public async Task A_reaction_nobody_knows_is_refused(string verb)
    {
        var answer = await desk.PostAsync($"/admin/reactions/nobody.knows/{verb}", new { });

        Assert.Equal((HttpStatusCode.NotFound, "reaction_not_found"), (answer.StatusCode, await answer.CodeAsync()));
    }

    async Task SayBrokenAsync(Guid order)
    {
        await desk.SqlAsync($$"""
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            values ('main', '{{Id.New()}}', {{Shard.Of(order)}},
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1, 'orders.order-confirmed.v1', '{{order}}',
                '{"order": "{{order}}", "checkout": "{{order}}", "store": "{{order}}"}')
            """);
        await desk.SettleAsync();
    }

    async Task<List<JsonElement>> ParkedAsync(Guid key) =>
    [
        .. (await desk.GetAsync($"/admin/reactions/{Reaction}/parked?limit=100")).GetProperty("items")
            .EnumerateArray().Where(one => one.GetProperty("key").GetGuid() == key),
    ];
}
