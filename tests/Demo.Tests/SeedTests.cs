using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Demo.Tests;

public sealed class SeededHost : FeriaHost
{
    public List<double> Progress { get; } = [];

    protected override Task PrepareAsync() => DemoMarketplace.SeedAsync(Services, new Reported(Progress));

    sealed class Reported(List<double> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Add(value);
    }
}

public sealed class SeedTests(SeededHost host) : IClassFixture<SeededHost>
{
    [Theory]
    [InlineData("catalog.category", 40)]
    [InlineData("catalog.product", 2_000)]
    [InlineData("catalog.offer", 5_000)]
    [InlineData("stores.store", 30)]
    [InlineData("accounts.account", 400)]
    [InlineData("community.review", 5_000)]
    [InlineData("community.rating", 1_000)]
    [InlineData("orders.store_order", 2_000)]
    [InlineData("payments.entry", 6_000)]
    [InlineData("recommendations.trending", 200)]
    public async Task A_table_is_full(string table, long atLeast) =>
        Assert.InRange((long)(await host.SqlAsync($"select count(*) from {table}"))!, atLeast, 1_000_000);

    [Fact]
    public async Task Every_attribute_is_named_in_every_language()
    {
        Assert.Equal(0L, await host.SqlAsync("""
            select count(*)
            from catalog.attribute a
            where 3 > (
                select count(*)
                from catalog.attribute_name n
                where n.attribute_id = a.id and locale in ('en', 'es', 'pt'))
            """));
        Assert.Equal("Duración de la batería, Duração da bateria", await host.SqlAsync("""
            select catalog.attribute_name_in(id, 'es') || ', ' || catalog.attribute_name_in(id, 'pt')
            from catalog.attribute where code = 'battery_life_h'
            """));
    }

    [Fact]
    public async Task The_ledger_sums_to_zero() => Assert.Equal(0L, await host.SqlAsync(
        """
        select count(*) from (
            select from payments.entry group by journal_id, currency having sum(amount_minor) <> 0) crooked
        """));

    [Fact]
    public async Task On_hand_and_sold_are_what_was_there_and_what_came() => Assert.Equal(0L, await host.SqlAsync(
        """
        select count(*)
        from inventory.stock s
        join (
            select offer_id,
                sum(units_to - units_from) filter (where kind in ('initial', 'adjustment')) as came,
                -sum(units_to - units_from) filter (where kind in ('sale', 'restock')) as sold
            from inventory.movement group by offer_id) m using (offer_id)
        where s.on_hand + s.sold <> m.came or s.sold <> coalesce(m.sold, 0)
        """));

    [Fact]
    public async Task Every_offer_has_stock_and_reserved_is_what_is_held()
    {
        Assert.Equal(0L, await host.SqlAsync(
            """
            select count(*) from catalog.offer o
            where not exists (select from inventory.stock s where s.offer_id = o.id)
            """));
        Assert.Equal(0L, await host.SqlAsync(
            """
            select count(*)
            from inventory.stock s
            left join (
                select offer_id, sum(quantity) as held
                from (
                    select offer_id, quantity from inventory.reservation where state = 'held'
                    union all
                    select offer_id, quantity from inventory.set_aside where closed_at is null) kept
                group by offer_id) h using (offer_id)
            where s.reserved <> coalesce(h.held, 0)
            """));
    }

    [Fact]
    public async Task What_was_paid_is_what_was_sold_less_what_went_back() => Assert.Equal(0L, await host.SqlAsync(
        """
        select count(*)
        from payments.payment p
        join orders.checkout c on c.id = p.checkout_id
        join (
            select checkout_id, sum(total_minor) as total from orders.store_order group by checkout_id) o
            using (checkout_id)
        where p.amount_minor <> c.total_minor or c.total_minor <> o.total
            or (c.status = 'confirmed') <> (p.status in ('captured', 'refunded', 'due_on_delivery'))
        """));

    [Fact]
    public async Task Setting_it_up_again_changes_nothing()
    {
        const string counts =
            "select (select count(*) from catalog.product) || ' ' || (select count(*) from kernel.event)";
        var before = await host.SqlAsync(counts);

        await DemoMarketplace.SeedAsync(host.Services);

        Assert.Equal(before, await host.SqlAsync(counts));
    }

    [Fact]
    public void Progress_goes_from_nothing_to_all()
    {
        Assert.Equal(0, host.Progress[0]);
        Assert.Equal(1, host.Progress[^1]);
        Assert.Equal(host.Progress.Order(), host.Progress);
    }

    public static TheoryData<string, string> Accounts =>
        [.. DemoAccount.All.Select(account => (account.Email, account.Password))];

    [Theory, MemberData(nameof(Accounts))]
    public async Task A_demo_account_signs_in(string email, string password)
    {
        var answer = await host.Http.PostAsJsonAsync("/api/v1/sessions", new { email, password });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_index_and_the_trending_list_are_full()
    {
        await host.SettleAsync();
        var found = await host.Http.GetFromJsonAsync<JsonElement>("/api/v1/products?limit=1");
        var trending = await host.Http.GetFromJsonAsync<JsonElement>("/api/v1/trending?limit=24");

        Assert.InRange(found.GetProperty("total").GetInt64(), 2_000, 3_000);
        Assert.Equal(24, trending.GetProperty("items").GetArrayLength());
    }

    [Theory, InlineData("en"), InlineData("es"), InlineData("pt")]
    public async Task What_people_search_for_is_told_in_each_language_and_finds_something(string language)
    {
        var rising = (await host.Http.GetFromJsonAsync<JsonElement>($"/api/v1/searches/trending?locale={language}"))
            .GetProperty("items").EnumerateArray().Select(one => one.GetString()!).ToList();

        Assert.InRange(rising.Count, 3, 10);
        Assert.Equal(rising.Distinct(), rising);
        foreach (var query in rising)
        {
            var found = await host.Http.GetFromJsonAsync<JsonElement>(
                $"/api/v1/products?q={Uri.EscapeDataString(query)}&limit=1");
            Assert.True(found.GetProperty("total").GetInt64() > 0, query);
        }
    }
}

public sealed class CutOffTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Cut_off_in_the_middle_it_goes_on_where_it_was()
    {
        using var cut = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DemoMarketplace.SeedAsync(host.Services, new CutAt(.4, cut), cut.Token));
        var some = (long)(await host.SqlAsync("select count(*) from catalog.product"))!;
        var begun = await host.SqlAsync("select at from demo.step where name = 'begun'");

        await DemoMarketplace.SeedAsync(host.Services);

        Assert.InRange(some, 240, 2_000);
        Assert.Equal(2_158L, await host.SqlAsync("select count(*) from catalog.product"));
        Assert.Equal(begun, await host.SqlAsync("select at from demo.step where name = 'begun'"));
        Assert.Equal(0L, await host.SqlAsync(
            """
            select count(*) from catalog.offer o
            where not exists (select from inventory.stock s where s.offer_id = o.id)
            """));
    }

    sealed class CutAt(double part, CancellationTokenSource cut) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= part) cut.Cancel();
        }
    }
}
