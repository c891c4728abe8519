using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>Prices that begin and end by the clock, and the lowest price of thirty days beside a reduced one.</summary>
public sealed class ScheduledPriceTests(DemoHost host) : IClassFixture<DemoHost>
{
    static readonly DateTime Noon = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    async Task<(Person Owner, Guid Store, string Sku, Guid Offer, Guid Product)> ShelfAsync(long? list = null)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager"));
        var sku = $"S{Guid.NewGuid():N}"[..12];
        await using (var tx = await host.Database.WriteAsync())
        {
            await PutListings.RunAsync(
                tx, host.Services.GetRequiredService<IStock>(), [Lamp(store, sku, list)], "test");
            await tx.CommitAsync();
        }

        var offer = (Guid)(await host.SqlAsync($"select id from catalog.offer where sku = '{sku}'"))!;
        var product = (Guid)(await host.SqlAsync($"""
            select v.product_id from catalog.offer o join catalog.variant v on v.id = o.variant_id
            where o.id = '{offer}'
            """))!;
        return (owner, store, sku, offer, product);
    }

    static Listing Lamp(Guid store, string sku, long? list = null) => new(
        "test", sku, $"Lamp {sku}", "Gives light.", null, "en", [], [],
        [new([], [new(store, sku, 10_000, list, "BRL", 10)])], [], []);

    static Task<Said> PlanAsync(
        Person owner, Guid store, string sku, int? percentOff = 20, long? price = null, DateTime? from = null,
        DateTime? until = null, bool preview = false) =>
        owner.DoAsync(HttpMethod.Post, $"/store/{store}/price-schedules", new
        {
            skus = new[] { sku }, percentOff, price, from, until = until ?? DateTime.UtcNow.AddDays(2), preview,
        });

    Task TurnAsync() =>
        host.Services.GetRequiredService<TurnPrices>().RunAsync(default, TestContext.Current.CancellationToken);

    /// <summary>Price, list price and lowest price of an offer, as one text.</summary>
    async Task<string> PricesAsync(Guid offer) => (string)(await host.SqlAsync($"""
        select concat_ws(' ', price_minor, coalesce(list_price_minor::text, '-'), coalesce(lowest_minor::text, '-'))
        from catalog.offer where id = '{offer}'
        """))!;

    async Task<string> StandingAsync(Guid offer) => (string)(await host.SqlAsync($"""
        select string_agg(concat_ws(' ', started_at is not null, coalesce(why, '-')), ', ' order by from_at)
        from catalog.scheduled_price where offer_id = '{offer}'
        """))!;

    Task<object?> PlannedAsync(Guid offer) =>
        host.SqlAsync($"select count(*) from catalog.scheduled_price where offer_id = '{offer}'");

    Task ShiftAsync(Guid offer, string by) => host.SqlAsync($"""
        update catalog.scheduled_price set from_at = from_at - interval '{by}', until_at = until_at - interval '{by}'
        where offer_id = '{offer}'
        """);

    [Fact]
    public void A_price_that_ends_gives_back_what_was_unless_the_store_said_another()
    {
        var term = new PassingPrice.Term(Guid.Empty, Guid.Empty, 80, "BRL", Noon, 100, 130);
        PassingPrice.Had Now(long price, long? list) => new(Guid.Empty, price, "BRL", list);

        Assert.Equal((100, 130), Of(PassingPrice.End(term, Now(80, 100), "over")));
        Assert.Equal((75, 130), Of(PassingPrice.End(term, Now(75, 100), "over")));
        Assert.Null(PassingPrice.End(term, Now(75, 120), "over").Priced);
        Assert.Equal("overtaken", PassingPrice.End(term, Now(75, 120), "over").Why);
        Assert.Equal("no_reduction", PassingPrice.Begin(term, Now(80, null), Noon.AddDays(-1)).Why);
        Assert.Equal("missed", PassingPrice.Begin(term, Now(100, null), Noon).Why);

        static (long, long) Of((PutPrices.Priced? Priced, string) ended) =>
            (ended.Priced!.PriceMinor, ended.Priced.ListPriceMinor!.Value);
    }

    [Fact]
    public void A_reduced_price_is_lower_and_more_than_nothing_or_there_is_none()
    {
        foreach (var price in Enumerable.Range(1, 300))
            foreach (var percent in Enumerable.Range(1, 99))
                if (PassingPrice.Of(new(price, "BRL"), percent, null, null) is { } reduced)
                    Assert.InRange(reduced, 1, price - 1);
        Assert.Equal(8_000, PassingPrice.Of(new(10_000, "BRL"), 20, null, null));
        Assert.Null(PassingPrice.Of(new(10_000, "BRL"), null, 10_000, null));
        Assert.Null(PassingPrice.Of(new(10_000, "BRL"), null, null, 10_000));
    }

    [Fact]
    public async Task A_preview_tells_before_and_after_and_plans_nothing()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();

        var preview = await PlanAsync(owner, store, sku, preview: true);

        var item = preview.Body.GetProperty("items")[0];
        Assert.Equal(
            (10_000, 8_000), (
                item.GetProperty("before").GetProperty("amount").GetInt64(),
                item.GetProperty("after").GetProperty("amount").GetInt64()));
        Assert.Equal("10000 - -", await PricesAsync(offer));
        Assert.Equal(0L, await PlannedAsync(offer));
    }

    [Fact]
    public async Task It_begins_at_once_beside_what_it_was_and_the_lowest_price_is_told_to_buyers()
    {
        var (owner, store, sku, offer, product) = await ShelfAsync();

        Assert.Equal(200, (await PlanAsync(owner, store, sku)).Status);

        Assert.Equal("8000 10000 10000", await PricesAsync(offer));
        await host.SettleAsync();
        host.ForgetCopies();
        var shown = (await (await host.Http.GetAsync($"/api/v1/products/{product}")).JsonAsync()).GetProperty("offer");
        Assert.Equal(10_000, shown.GetProperty("lowestPrice").GetProperty("amount").GetInt64());

        await ShiftAsync(offer, "3 days");
        await TurnAsync();
        Assert.Equal(("10000 - -", "t over"), (await PricesAsync(offer), await StandingAsync(offer)));
    }

    [Fact]
    public async Task What_comes_begins_when_its_time_comes_and_gives_way_to_the_next_in_the_same_turn()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        var from = DateTime.UtcNow.AddDays(1);
        Assert.Equal(200, (await PlanAsync(owner, store, sku, 20, null, from, from.AddDays(1))).Status);
        Assert.Equal(200, (await PlanAsync(owner, store, sku, 50, null, from.AddDays(1), from.AddDays(2))).Status);
        await TurnAsync();
        Assert.Equal("10000 - -", await PricesAsync(offer));

        await ShiftAsync(offer, "25 hours");
        await TurnAsync();
        Assert.Equal("8000 10000 10000", await PricesAsync(offer));
        await ShiftAsync(offer, "24 hours");
        await TurnAsync();
        Assert.Equal(("5000 10000 8000", "t over, t -"), (await PricesAsync(offer), await StandingAsync(offer)));
    }

    [Fact]
    public async Task A_price_the_store_gives_meanwhile_stays_when_it_ends()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        await PlanAsync(owner, store, sku);
        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/prices", new { prices = new[] { new { sku, price = 9_500 } } })).Status);

        await ShiftAsync(offer, "3 days");
        await TurnAsync();

        Assert.Equal(("9500 - -", "t overtaken"), (await PricesAsync(offer), await StandingAsync(offer)));
    }

    [Fact]
    public async Task The_file_that_says_the_same_as_yesterday_does_not_undo_it()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        await PlanAsync(owner, store, sku);

        await using var tx = await host.Database.WriteAsync();
        var again = await PutListings.RunAsync(
            tx, host.Services.GetRequiredService<IStock>(), [Lamp(store, sku)], "test");

        Assert.Single(again.Unchanged);
        Assert.Equal("8000 10000 10000", await PricesAsync(offer));
    }

    [Fact]
    public async Task Two_prices_of_one_offer_never_overlap_also_when_they_are_planned_at_once()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        var from = DateTime.UtcNow.AddDays(3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            PlanAsync(owner, store, sku, 10 + i, null, from.AddHours(i), from.AddHours(i + 12))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer =>
            Assert.Equal((409, "schedule_overlaps"), (answer.Status, answer.Code)));
        Assert.Equal(1L, await PlannedAsync(offer));
    }

    [Fact]
    public async Task Ended_early_it_gives_back_what_was_and_ending_again_changes_nothing()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync(list: 13_000);
        var id = (await PlanAsync(owner, store, sku)).Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        Assert.StartsWith("8000 10000", await PricesAsync(offer));

        foreach (var _ in new[] { 1, 2 })
        {
            var ended = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/price-schedules/{id}/end");
            Assert.Equal((200, "ended"), (ended.Status, ended.Body.GetProperty("standing").GetString()));
            Assert.StartsWith("10000 13000", await PricesAsync(offer));
        }

        var open = await owner.DoAsync(HttpMethod.Get, $"/store/{store}/price-schedules");
        Assert.Equal(0, open.Body.GetProperty("items").GetArrayLength());
        var past = await owner.DoAsync(HttpMethod.Get, $"/store/{store}/price-schedules?ended=true");
        Assert.Equal("by_store", past.Body.GetProperty("items")[0].GetProperty("why").GetString());
    }

    [Fact]
    public async Task The_lowest_price_is_of_the_thirty_days_before_and_goes_on_while_the_reduction_deepens()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        Task PutAsync(long price, long? listPrice) => owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/prices", new { prices = new[] { new { sku, price, listPrice } } });
        await PutAsync(6_000, null);
        await PutAsync(7_000, null);
        await PutAsync(11_000, null);
        // The six thousand ended a month and a day ago.
        await host.SqlAsync($"""
            update catalog.price_change set until = until - interval '31 days'
            where offer_id = '{offer}' and price_minor = 6000
            """);

        await PutAsync(9_000, 11_000);
        Assert.Equal("9000 11000 7000", await PricesAsync(offer));
        await PutAsync(5_000, 11_000);
        Assert.Equal("5000 11000 7000", await PricesAsync(offer));
        await PutAsync(8_000, 11_000);
        Assert.Equal("8000 11000 5000", await PricesAsync(offer));
        await PutAsync(8_000, null);
        Assert.Equal("8000 - -", await PricesAsync(offer));
    }

    [Fact]
    public async Task What_is_no_reduction_or_no_time_is_refused_and_others_find_no_store()
    {
        var (owner, store, sku, offer, _) = await ShelfAsync();
        var stranger = await host.PersonAsync();
        async Task RefusedAsync(int status, string code, Task<Said> asked)
        {
            var answer = await asked;
            Assert.Equal((status, code), (answer.Status, answer.Code));
        }

        await RefusedAsync(422, "reduction_unclear", PlanAsync(owner, store, sku, 20, 5_000));
        await RefusedAsync(422, "price_not_lower", PlanAsync(owner, store, sku, null, 10_000));
        await RefusedAsync(
            422, "schedule_times_wrong", PlanAsync(owner, store, sku, until: DateTime.UtcNow.AddMinutes(30)));
        await RefusedAsync(404, "sku_not_found", PlanAsync(owner, store, "nothing"));
        await RefusedAsync(404, "store_not_found", PlanAsync(stranger, store, sku));
        await RefusedAsync(404, "store_not_found", stranger.DoAsync(HttpMethod.Get, $"/store/{store}/price-schedules"));
        await RefusedAsync(404, "schedule_not_found", owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/price-schedules/{Guid.NewGuid()}/end"));

        Assert.Equal("10000 - -", await PricesAsync(offer));
        Assert.Equal(0L, await PlannedAsync(offer));
    }
}
