using Dapper;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Bench;

/// <summary>Whether copies say at the end what their sources do: each compared whole, and their sums.</summary>
static class Totals
{
    public static async Task<IReadOnlyList<string>> CheckAsync(Installation installation, CancellationToken stop)
    {
        var faults = new List<string>();
        foreach (var finding in await installation.Services.GetRequiredService<VerifyCopies>()
            .RunAsync(null, repair: false, stop))
            if (finding.Faults > 0)
            {
                var first = string.Join(", ", finding.First.Take(3));
                faults.Add($"{finding.Copy}: {finding.Faults} faults {finding.Unsettled} {first}");
            }


        await using var connection = new NpgsqlConnection(installation.ConnectionString + ";Command Timeout=600");
        foreach (var (name, source, copy) in await connection.QueryAsync<(string, long, long)>(SumsSql))
            if (source != copy) faults.Add($"{name}: {copy}, and should be {source}");
        return faults;
    }

    const string SumsSql = """
        -- bench.totals.sums
        select 'documents', (select count(*) from catalog.product where withdrawn_at is null),
            (select count(*) from search.document)
        union all
        select 'words in documents', (select coalesce(sum(cardinality(terms)), 0)::bigint from search.document),
            (select coalesce(sum(documents), 0)::bigint from search.term)
        union all
        select 'units sold', (
            select coalesce(sum(l.quantity), 0)::bigint
            from orders.order_line l
            join orders.store_order o on o.region = l.region and o.id = l.order_id
            join orders.checkout c on c.region = o.region and c.id = o.checkout_id
            where c.status = 'confirmed'), (select coalesce(sum(units), 0)::bigint from search.sale)
        union all
        select 'units sold in documents', (select coalesce(sum(units), 0)::bigint from search.sale),
            (select coalesce(sum(sold), 0)::bigint from search.document)
        union all
        select 'reviews', (select count(*) from community.review),
            (select coalesce(sum(count), 0)::bigint from community.rating)
        union all
        select 'stars', (select coalesce(sum(rating), 0)::bigint from community.review), (
            select coalesce(sum(ones + 2 * twos + 3 * threes + 4 * fours + 5 * fives), 0)::bigint
            from community.rating)
        union all
        select 'stars of stores', (
            select coalesce(sum(rating), 0)::bigint from community.review where store_id is not null),
            (select coalesce(sum(stars), 0)::bigint from community.store_rating)
        """;
}
