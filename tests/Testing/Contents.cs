namespace Feria.Testing;

/// <summary>What every business table holds: equal before and after means nothing changed.</summary>
public static class Contents
{
    public static async Task<string> OfAsync(FeriaHost host)
    {
        await using var read = await host.Database.ReadAsync();
        var tables = await read.ListAsync<string>(TablesSql);
        return string.Join('\n', await read.ListAsync<string>(string.Join(" union all ", tables.Select(table =>
            $"select '{table}: ' || count(*) || ' ' || coalesce(sum(hashtext({RowOf(table)})), 0) from {table} t"))
                + " order by 1"));
    }

    // That a key was used is noted half a minute later.
    static string RowOf(string table) =>
        table == "integrations.api_key" ? "(to_jsonb(t) - 'used_at')::text" : "t::text";

    // What the ground floor keeps for itself, counters of strangers and copies fed from the log are not business.
    const string TablesSql = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r'
            and n.nspname not in ('pg_catalog', 'information_schema', 'kernel', 'search', 'recommendations')
            and c.relname not in ('attempt', 'session', 'visit_position', 'position')
        order by 1
        """;
}
