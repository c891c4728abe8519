using Microsoft.Extensions.DependencyInjection;

namespace Feria.Verify.Tests;

public sealed class VerifyReferencesTests(Seeded market) : IClassFixture<Seeded>
{
    [Fact]
    public async Task A_whole_marketplace_keeps_every_claim()
    {
        var told = 0;
        var findings = await market.Services.GetRequiredService<VerifyReferences>().RunAsync(
            _ => told++, CancellationToken.None);

        Assert.Equal(
            [], findings.Where(finding => finding.Broken > 0)
                .Select(finding => $"{finding.Claim}: {string.Join(' ', finding.Offenders)}"));
        Assert.Equal(VerifyReferences.Claims.Count, told);
        Assert.Equal(VerifyReferences.Claims.Count, findings.DistinctBy(finding => finding.Claim).Count());
        Assert.True(findings.Single(one => one.Claim == "orders.items-are-the-lines").Rows > 2_000);
    }

    [Fact]
    public async Task Every_column_of_ids_is_a_key_a_foreign_key_or_a_reference()
    {
        var known = References.All.SelectMany(one => one.Columns.Select(column => $"{one.Table}.{column}"))
            .Concat(References.NotOne.Keys).ToHashSet();
        await using var read = await market.Database.ReadAsync();
        var columns = await read.ListAsync<string>(ColumnsSql);
        Assert.Equal([], columns.Where(column => !known.Contains(column)));
    }

    // Partitions follow their parents; the ground floor's ids are of its own rows.
    const string ColumnsSql = """
        select n.nspname || '.' || c.relname || '.' || a.attname
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        where a.atttypid = 'uuid'::regtype and a.attnum > 0 and not a.attisdropped
            and c.relkind in ('r', 'p') and not c.relispartition
            and n.nspname not in ('pg_catalog', 'information_schema', 'kernel', 'demo')
            and a.attname <> 'id'
            and not exists (
                select from pg_constraint k
                where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any(k.conkey))
        order by 1
        """;
}
