using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Bench;

/// <summary>What must be true however fast it was.</summary>
static class Invariants
{
    const int Batch = 20_000;

    /// <summary>Once everything that was begun is done.</summary>
    public static async Task<IReadOnlyList<Invariant>> CheckAsync(Street street, CancellationToken stop)
    {
        var installation = street.Installation;
        await installation.SettleAsync(Console.Error, stop);
        var findings = await installation.Services.GetRequiredService<VerifyReferences>().RunAsync(null, stop);
        var broken = findings.Where(one => one.Broken > 0).ToList();
        return
        [
            .. street.Invariants,
            Of("references", broken.Count, "claims are broken: " + string.Join(
                ", ", broken.Select(one => $"{one.Claim} ({one.Broken}: {string.Join(' ', one.Offenders)})"))),
            Of("never-oversold", (long)(await installation.SqlAsync(OversoldSql))!, "offers with less than nothing"),
            Of("ledger-sums-to-zero", (long)(await installation.SqlAsync(LedgerSql))!, "currencies that do not"),
            Of("every-201-has-its-order", await LostAsync(street, stop), $"of {street.Receipts.All.Count} are lost"),
        ];
    }

    static Invariant Of(string name, long faults, string what) => Invariant.Of(name, faults == 0, $"{faults} {what}");

    static async Task<long> LostAsync(Street street, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(street.Installation.ConnectionString);
        await connection.OpenAsync(stop);
        var lost = 0L;
        foreach (var some in street.Receipts.All.Chunk(Batch))
        {
            await using var command = new NpgsqlCommand(LostSql, connection);
            command.Parameters.Add(new() { Value = some });
            lost += (long)(await command.ExecuteScalarAsync(stop))!;
        }

        return lost;
    }

    const string OversoldSql = """
        -- bench.invariants.oversold
        select count(*)
        from inventory.stock s
        left join (
            select region, offer_id, sum(units_to - units_from) filter (where kind <> 'sale') as brought
            from inventory.movement
            group by region, offer_id) m on m.region = s.region and m.offer_id = s.offer_id
        where s.on_hand < 0 or s.reserved < 0 or s.reserved > s.on_hand or s.sold > coalesce(m.brought, 0)
        """;

    const string LedgerSql = """
        -- bench.invariants.ledger
        select count(*)
        from (select from payments.entry group by currency having sum(amount_minor) <> 0) crooked
        """;

    const string LostSql = """
        -- bench.invariants.lost
        select count(*)
        from unnest($1::uuid[]) as told(id)
        where not exists (
            select
            from orders.checkout c
            join orders.store_order o on o.region = c.region and o.checkout_id = c.id
            where c.id = told.id)
        """;
}
