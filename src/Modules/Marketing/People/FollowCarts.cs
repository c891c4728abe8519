using System.Text.Json;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// Follows since when things lie in people's carts. The hour it last saw is looked at again: it may not have been over.
/// </summary>
public sealed class FollowCarts(Database database, ICarts carts) : Job
{
    const int AtOnce = 1_000;

    public override string Name => "marketing.follow-carts";

    public override TimeSpan? Every => TimeSpan.FromMinutes(5);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        DateTime from;
        await using (var session = await database.ReadFreshAsync(stop))
            from = await session.OneAsync<DateTime>(FromSql);
        for (var after = Guid.Empty; ;)
        {
            await using var tx = await database.WriteAsync(stop);
            var touched = await carts.TouchedAsync(tx, from, after, AtOnce);
            if (touched.Count == 0) return;
            var newest = touched.GroupBy(cart => cart.Account).Select(some => some.MaxBy(cart => cart.At)!)
                .OrderBy(cart => cart.Account).ToList();
            await tx.ExecuteAsync(FollowSql, new
            {
                tx.Region,
                accounts = newest.Select(cart => cart.Account).ToArray(),
                ats = newest.Select(cart => cart.HasItems ? cart.At : (DateTime?)null).ToArray(),
                until = touched[^1].Hour,
            });
            await tx.CommitAsync();
            if (touched.Count < AtOnce) return;
            (from, after) = (touched[^1].Hour, touched[^1].Id);
        }
    }

    const string FromSql = """
        -- marketing.follow-carts.from
        select at from marketing.position where name = 'carts'
        """;

    // Person by person, so that each is found by its key however large the table is thought to be. The rows are there,
    // and held: each insert finds its own.
    const string FollowSql = """
        -- marketing.follow-carts.follow
        with found as (
            select p.account_id, p.locale, p.registered_at, p.is_verified, c.at
            from unnest(@accounts::uuid[], @ats::timestamptz[]) as c(account_id, at)
            cross join lateral (
                select account_id, locale, registered_at, is_verified
                from marketing.person
                where region = @Region and account_id = c.account_id and cart_at is distinct from c.at
                limit 1
                for update) p),
        until as (update marketing.position set at = greatest(at, @until) where name = 'carts')
        insert into marketing.person (region, account_id, locale, registered_at, is_verified, cart_at)
        select @Region, f.account_id, f.locale, f.registered_at, f.is_verified, f.at
        from found f
        on conflict (region, account_id) do update set cart_at = excluded.cart_at
        """;
}
