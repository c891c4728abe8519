using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Makes it so that the reactions have heard the past: what they would have made of it is written at once, and they
/// stand behind it. Until then they stand still, so that none hears half of it.
/// </summary>
sealed class Memory(NpgsqlConnection connection)
{
    public async Task HoldStillAsync(IEnumerable<Reaction> reactions, CancellationToken stop)
    {
        foreach (var reaction in reactions.OrderBy(reaction => reaction.Name, StringComparer.Ordinal))
        {
            await using var command = new NpgsqlCommand(RegisterSql, connection)
            {
                Parameters =
                {
                    new("name", reaction.Name), new("hears", reaction.Hears.Order().ToArray()),
                    new("count", Shard.Count),
                },
            };
            await command.ExecuteNonQueryAsync(stop);
        }

        await RunAsync(HoldSql, stop);
    }

    public async Task GoOnBehindAllAsync(CancellationToken stop)
    {
        await RunAsync(RatingsSql, stop);
        await RunAsync(StoreRatingsSql, stop);
        await RunAsync(PeopleSql, stop);
        await RunAsync(SpentSql, stop);
        await RunAsync(BehindSql, stop);
    }

    async Task RunAsync(string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }

    const string RegisterSql = """
        -- bench.memory.register
        with known as (
            insert into kernel.reaction (name, hears) values (@name, @hears) on conflict (name) do nothing)
        insert into kernel.reaction_position (reaction, shard)
        select @name, s.shard
        from generate_series(0, @count - 1) as s(shard)
        on conflict do nothing
        """;

    const string HoldSql = """
        -- bench.memory.hold
        select from kernel.reaction_position order by reaction, shard for update
        """;

    // A summary of nothing may stand there already.
    const string RatingsSql = """
        -- bench.memory.ratings
        insert into community.rating (product_id, ones, twos, threes, fours, fives)
        select product_id, count(*) filter (where rating = 1), count(*) filter (where rating = 2),
            count(*) filter (where rating = 3), count(*) filter (where rating = 4), count(*) filter (where rating = 5)
        from community.review
        group by product_id
        on conflict (product_id) do update
            set ones = excluded.ones, twos = excluded.twos, threes = excluded.threes, fours = excluded.fours,
                fives = excluded.fives
        """;

    const string StoreRatingsSql = """
        -- bench.memory.store-ratings
        insert into community.store_rating (store_id, count, stars)
        select store_id, count(*), sum(rating)
        from community.review
        where store_id is not null
        group by store_id
        on conflict (store_id) do update set count = excluded.count, stars = excluded.stars
        """;

    const string PeopleSql = """
        -- bench.memory.people
        insert into marketing.person (region, account_id, country, zone, locale, registered_at, is_verified, orders,
            last_order_at)
        select a.region, a.id, d.country, d.region_code, a.locale, a.created_at, a.status = 'active',
            coalesce(b.orders, 0), b.last_at
        from accounts.account a
        left join accounts.address d on d.region = a.region and d.account_id = a.id and d.is_default
        left join (
            select region, account_id, count(*) as orders, max(placed_at) as last_at
            from orders.store_order
            where account_id is not null and status in ('paid', 'preparing', 'shipped', 'delivered')
            group by region, account_id) b on b.region = a.region and b.account_id = a.id
        """;

    const string SpentSql = """
        -- bench.memory.spent
        insert into marketing.spent (region, account_id, currency, orders, spent_minor)
        select region, account_id, currency, count(*), sum(total_minor)
        from orders.store_order
        where account_id is not null and status in ('paid', 'preparing', 'shipped', 'delivered')
        group by region, account_id, currency
        """;

    const string BehindSql = """
        -- bench.memory.behind
        update kernel.reaction_position
        set visible_from = pg_snapshot_xmax(pg_current_snapshot())::text::bigint, moved_at = now(),
            seq = coalesce((select max(seq) from kernel.event), 0)
        """;
}
