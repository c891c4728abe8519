namespace Feria.Operations.Tests;

/// <summary>Migrations that move what is there already: an installation that has traded keeps all of it.</summary>
public sealed class UpgradeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly (string Module, int Number)[] New =
        [("payments", 4), ("payments", 8), .. Enumerable.Range(2, 6).Select(number => ("recommendations", number))];

    [Fact]
    public async Task An_installation_that_has_traded_keeps_its_balances_and_its_behaviour()
    {
        await database.SqlAsync((string)(await database.SqlAsync("""
            select string_agg(format('drop schema %I cascade', nspname), ';')
            from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
            """))!);
        await Migrator.RunAsync(database.ConnectionString, [.. Marketplace.Migrations.Where(one => !IsNew(one))]);
        await database.SqlAsync("""
            insert into payments.ledger_account (region, name, owner, currency)
            select 'main', name, '00000000-0000-0000-0000-000000000000', 'BRL'
            from (values ('gateway'), ('held')) as a(name);
            insert into payments.journal (region, id, kind, payment_id)
            select 'main', md5(n::text)::uuid, 'charge', gen_random_uuid() from generate_series(1, 100) n;
            insert into payments.entry (region, journal_id, position, account, owner, currency, amount_minor)
            select 'main', md5(n::text)::uuid, p, a, '00000000-0000-0000-0000-000000000000', 'BRL', n * sign
            from generate_series(1, 100) n, (values (0, 'gateway', 1), (1, 'held', -1)) as e(p, a, sign);
            insert into recommendations.behaviour (at, kind) select now() - n * interval '1 hour', 'view'
            from generate_series(1, 100) n
            """);

        var applied = await Migrator.RunAsync(database.ConnectionString, Marketplace.Migrations);

        Assert.Equal(New, applied.Where(IsNew).Select(one => (one.Module, one.Number)).Order());
        Assert.Equal("gateway 5050, held -5050", await database.SqlAsync("""
            select string_agg(account || ' ' || sum_minor, ', ' order by account) from payments.ledger_sum
            """));
        Assert.Equal(100L, await database.SqlAsync("select count(*) from payments.journal where written_by is null"));
        Assert.Equal(
            100L, await database.SqlAsync("select count(*) from recommendations.behaviour where noted_at = at"));
        await database.SqlAsync("""
            insert into recommendations.behaviour (at, kind) values (now() + interval '1 month', 'view')
            """);
    }

    static bool IsNew(Migrator.Migration migration) => New.Contains((migration.Module, migration.Number));
}
