namespace Feria.Testing;

/// <summary>What every business table holds: equal before and after means nothing changed.</summary>
public static class Contents
{
    // What the ground floor keeps for itself (events, jobs, answers, the audit) is compared by those who ask for it.
    const string Ground = "kernel";

    /// <summary>What moves by itself, or by looking alone, whole.</summary>
    static readonly IReadOnlySet<string> Tables = new HashSet<string>
    {
        // Copies of what is compared where it comes from, written a little after it.
        "search.document", "search.gone", "search.card", "search.code", "search.listing", "search.sale",
        "search.term", "search.word", "search.corpus", "search.brand",
        "recommendations.trending", "recommendations.trending_until",
        // Sums of the ledger's entries, which are closed each minute.
        "payments.ledger_closed", "payments.ledger_sum",
        // Who looked at what: a page that is read is noted.
        "recommendations.behaviour", "recommendations.behaviour_month", "search.term_day",
        // Up to when jobs of the minute came.
        "search.term_position", "insights.visit_position", "marketing.position",
    };

    /// <summary>Columns that do, of a row that is compared otherwise.</summary>
    static readonly IReadOnlyDictionary<string, string[]> Columns = new Dictionary<string, string[]>
    {
        // That a key was used is noted half a minute later.
        ["integrations.api_key"] = ["used_at"],
        // Its line is drawn and let in by the second.
        ["flashsales.sale"] =
            ["round", "drawn_at", "last_number", "admitted", "rate", "credit", "stepped_at"],
    };

    public static async Task<string> OfAsync(FeriaHost host)
    {
        await using var read = await host.Database.ReadAsync();
        var tables = (await read.ListAsync<Table>(TablesSql, new { Ground })).Where(one => !Tables.Contains(one.Root));
        return string.Join('\n', await read.ListAsync<string>(string.Join(" union all ", tables.Select(one =>
            $"select '{one.Name}: ' || count(*) || ' ' || coalesce(sum(hashtext({RowOf(one.Root)})), 0) "
                + $"from {one.Name} t")) + " order by 1"));
    }

    static string RowOf(string table) => Columns.TryGetValue(table, out var moving)
        ? $"(to_jsonb(t) - array['{string.Join("', '", moving)}'])::text"
        : "t::text";

    /// <param name="Root">The table it is a part of, or itself.</param>
    sealed record Table(string Name, string Root);

    const string TablesSql = """
        select format('%I.%I', n.nspname, c.relname) as name, m.nspname || '.' || r.relname as root
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_class r on r.oid = coalesce(pg_partition_root(c.oid), c.oid)
        join pg_namespace m on m.oid = r.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', @Ground)
        order by 1
        """;
}
