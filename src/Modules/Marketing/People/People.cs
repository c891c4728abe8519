using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>What is known of somebody, as it is kept.</summary>
sealed record KnownPerson(
    Guid Account, string? Country, string? Zone, string Locale, DateTime RegisteredAt, bool IsVerified, int Orders,
    DateTime? LastOrderAt)
{
    public override string ToString() =>
        $"{Country} {Zone} {Locale} {RegisteredAt:O} {IsVerified} {Orders} {LastOrderAt:O}";
}

/// <summary>
/// Makes what is known of people of what accounts and orders say now. Whatever is heard of somebody, all of it is made
/// again: hearing it twice, or late, changes nothing.
/// </summary>
sealed class People(IAccountBook accounts, IOrderBook orders, IOfferBook offers)
{
    public sealed record Source(IReadOnlyList<KnownPerson> People, IReadOnlyList<Bought> Bought);

    /// <summary>What accounts and orders say; who is closed or unknown is left out.</summary>
    public async Task<Source> AskAsync(Session session, Guid[] ids)
    {
        var known = await accounts.KnownAsync(session, ids);
        var bought = await orders.BoughtAsync(session, [.. known.Select(one => one.Account)]);
        var sums = bought.ToLookup(one => one.Account);
        return new(
            [
                .. known.OrderBy(one => one.Account).Select(one => new KnownPerson(
                    one.Account, one.Country, one.Zone, one.Locale, one.RegisteredAt, one.IsVerified,
                    sums[one.Account].Sum(sum => sum.Orders),
                    sums[one.Account].Max(sum => (DateTime?)sum.LastAt))),
            ],
            [.. bought.OrderBy(one => one.Account).ThenBy(one => one.Currency, StringComparer.Ordinal)]);
    }

    /// <summary>In order of ids, as everybody who writes them does.</summary>
    public async Task RemakeAsync(Tx tx, Guid[] ids)
    {
        ids = [.. ids.Distinct().Order()];
        var held = await tx.ListAsync<Guid>(LockSql, new { tx.Region, ids });
        var source = await AskAsync(tx, ids);
        var (people, bought) = (source.People, source.Bought);
        // Seldom any: one at a time each is found by its key, which of many at once a planner may not see.
        foreach (var account in held.Except(people.Select(one => one.Account)))
            await tx.ExecuteAsync(GoneSql, new { tx.Region, account });
        if (people.Count == 0) return;
        await tx.ExecuteAsync(PutSql, new
        {
            tx.Region,
            accounts = people.Select(one => one.Account).ToArray(),
            countries = people.Select(one => one.Country).ToArray(),
            zones = people.Select(one => one.Zone).ToArray(),
            locales = people.Select(one => one.Locale).ToArray(),
            registered = people.Select(one => one.RegisteredAt).ToArray(),
            verified = people.Select(one => one.IsVerified).ToArray(),
            orders = people.Select(one => one.Orders).ToArray(),
            last = people.Select(one => one.LastOrderAt).ToArray(),
        });
        var undone = await tx.ListAsync<Undone>(SpentSql, new
        {
            tx.Region, ids,
            accounts = bought.Select(one => one.Account).ToArray(),
            currencies = bought.Select(one => one.Currency).ToArray(),
            orders = bought.Select(one => one.Orders).ToArray(),
            spent = bought.Select(one => one.SpentMinor).ToArray(),
        });
        foreach (var one in undone)
            await tx.ExecuteAsync(UndoneSql, new { tx.Region, one.AccountId, one.Currency });
        await BuyAsync(tx, [.. bought.Select(one => one.Account).Distinct()]);
    }

    // What was bought in a currency in which nothing is any more.
    sealed record Undone(Guid AccountId, string Currency);

    // In which categories: as products are sorted now.
    async Task BuyAsync(Tx tx, Guid[] buyers)
    {
        if (buyers.Length == 0) return;
        var products = await orders.BoughtProductsAsync(tx, buyers);
        var paths = await offers.CategoriesAsync(tx, [.. products.Select(one => one.Product).Distinct()]);
        var bought = products.Where(one => paths.GetValueOrDefault(one.Product) is { Length: > 0 })
            .GroupBy(one => (one.Account, Category: paths[one.Product][^1]))
            .OrderBy(some => some.Key.Account).ThenBy(some => some.Key.Category).ToList();
        await tx.ExecuteAsync(InterestSql, new
        {
            tx.Region,
            accounts = bought.Select(some => some.Key.Account).ToArray(),
            categories = bought.Select(some => some.Key.Category).ToArray(),
            ats = bought.Select(some => some.Max(one => one.At)).ToArray(),
        });
    }

    // Person by person: so each is found by its key, however large the table is thought to be. They go by their ids.
    const string LockSql = """
        -- marketing.people.lock
        select p.account_id
        from unnest(@ids::uuid[]) as i(id)
        cross join lateral (
            select account_id
            from marketing.person
            where region = @Region and account_id = i.id
            limit 1
            for update) p
        """;

    const string GoneSql = """
        -- marketing.people.gone
        with spent as (delete from marketing.spent where region = @Region and account_id = @account),
        interests as (delete from marketing.interest where region = @Region and account_id = @account)
        delete from marketing.person where region = @Region and account_id = @account
        """;

    const string PutSql = """
        -- marketing.people.put
        insert into marketing.person (region, account_id, country, zone, locale, registered_at, is_verified, orders,
            last_order_at)
        select @Region, p.*
        from unnest(@accounts::uuid[], @countries::text[], @zones::text[], @locales::text[],
            @registered::timestamptz[], @verified::boolean[], @orders::int[], @last::timestamptz[]) as p
        on conflict (region, account_id) do update
            set country = excluded.country, zone = excluded.zone, locale = excluded.locale,
                registered_at = excluded.registered_at, is_verified = excluded.is_verified, orders = excluded.orders,
                last_order_at = excluded.last_order_at
        """;

    // Answers with what was there before and is not among what is put; "offset 0" has it looked up person by person.
    const string SpentSql = """
        -- marketing.people.spent
        with now as (
            select * from unnest(@accounts::uuid[], @currencies::text[], @orders::int[], @spent::bigint[])
                as n(account_id, currency, orders, spent_minor)),
        put as (
            insert into marketing.spent (region, account_id, currency, orders, spent_minor)
            select @Region, n.account_id, n.currency, n.orders, n.spent_minor from now n
            on conflict (region, account_id, currency) do update
                set orders = excluded.orders, spent_minor = excluded.spent_minor)
        select i.id as account_id, s.currency
        from unnest(@ids::uuid[]) as i(id)
        cross join lateral (
            select currency
            from marketing.spent
            where region = @Region and account_id = i.id
            offset 0) s
        where not exists (select from now n where n.account_id = i.id and n.currency = s.currency)
        """;

    const string UndoneSql = """
        -- marketing.people.undone
        delete from marketing.spent where region = @Region and account_id = @AccountId and currency = @Currency
        """;

    const string InterestSql = """
        -- marketing.people.interest
        insert into marketing.interest (region, account_id, category, bought_at)
        select @Region, i.*
        from unnest(@accounts::uuid[], @categories::int[], @ats::timestamptz[]) as i
        on conflict (region, account_id, category) do update set bought_at = excluded.bought_at
        """;
}
