using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Operations.Tests;

/// <summary>What runs out is thrown away, however much of it there is, and nothing else.</summary>
public sealed class SweepTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Answers_of_the_day_before_yesterday_are_forgotten_all_at_once()
    {
        await host.SqlAsync("""
            insert into kernel.idempotency (hash, asked, created_at)
            select sha256(n::text::bytea), '', now() - make_interval(hours => case when n <= 2500 then 49 else 47 end)
            from generate_series(1, 2503) n
            """);

        await RunAsync("kernel.forget-answers");

        Assert.Equal(3L, await host.SqlAsync("select count(*) from kernel.idempotency"));
    }

    [Fact]
    public async Task Carts_of_guests_go_when_nobody_came_for_half_a_year()
    {
        await host.SqlAsync("""
            insert into orders.cart (region, id, account_id, guest, created_at, changed_at)
            select 'main', md5(name)::uuid, case when name = 'account' then md5(name)::uuid end,
                case when name <> 'account' then sha256(name::bytea) end, now() - made, now() - changed
            from (values
                ('old', interval '200 days', interval '190 days'), ('visited', '200 days', '170 days'),
                ('young', '10 days', '10 days'), ('account', '400 days', '400 days')) as c(name, made, changed);
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select 'main', id, gen_random_uuid(), 1, 100, 'BRL' from orders.cart
            """);

        await RunAsync("orders.sweep-carts");

        const string Left = """
            select string_agg(n.name, ' ' order by n.name)
            from (values ('old'), ('visited'), ('young'), ('account')) as n(name)
            """;
        Assert.Equal("account visited young", await host.SqlAsync(
            $"{Left} join orders.cart c on c.id = md5(n.name)::uuid"));
        Assert.Equal("account visited young", await host.SqlAsync(
            $"{Left} join orders.cart_item i on i.cart_id = md5(n.name)::uuid"));
    }

    [Fact]
    public async Task Behaviour_goes_by_the_month_and_there_is_always_room_for_more()
    {
        // As it stands when the first table has been over for ninety days, one more month is to come and two are made.
        await host.SqlAsync("""
            insert into recommendations.behaviour (at, kind) values (now() - interval '1 year', 'view');
            update recommendations.behaviour_month set until = now() - interval '91 days' where name = 'behaviour_first'
            """);

        await RunAsync("recommendations.turn-months");
        await RunAsync("recommendations.turn-months");

        Assert.Equal(0L, await host.SqlAsync("select count(*) from recommendations.behaviour"));
        Assert.IsType<DBNull>(await host.SqlAsync(
            "select to_regclass('recommendations.behaviour_first')::text"));
        await host.SqlAsync("""
            insert into recommendations.behaviour (at, kind)
            select at, 'view'
            from generate_series(now() + interval '1 month', now() + interval '2 months', interval '1 day') as t(at)
            """);
        // What is looked for in one month is looked for in all of them.
        Assert.Equal("account_id at, noted_at, visitor at", await host.SqlAsync("""
            select string_agg(distinct columns, ', ' order by columns)
            from (
                select m.name, i.indexrelid, string_agg(a.attname, ' ' order by a.attnum) as columns
                from recommendations.behaviour_month m
                join pg_index i on i.indrelid = format('recommendations.%I', m.name)::regclass
                join pg_attribute a on a.attrelid = i.indexrelid
                group by m.name, i.indexrelid) of_months
            having count(*) = 3 * count(distinct name)
            """));
    }

    Task RunAsync(string job) =>
        host.Services.GetServices<Job>().Single(one => one.Name == job).RunAsync(default(JsonElement), default);
}
