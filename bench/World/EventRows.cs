using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

/// <summary>The log's rows of what happened, each at its time, in the order it is added.</summary>
sealed class EventRows(string region)
{
    readonly Rows rows = new("kernel.event", "region, id, shard, visible_from, kind, key, body, at");
    readonly Dictionary<Type, string> kinds = [];
    long visibleFrom;

    public int Count => rows.Count;

    public void Add(Chance chance, DateTime at, IEvent said) => rows.Begin()
        .Value(region).Value(chance.Id(at)).Value(Shard.Of(said.Key)).Value(visibleFrom).Value(KindOf(said))
        .Value(said.Key).Json(said).Value(at);

    public Task SendAsync(NpgsqlConnection connection, CancellationToken stop) => rows.SendAsync(connection, stop);

    /// <summary>
    /// Before any is added, in the transaction that sends them: docs/decisions/0003 says why it matters.
    /// </summary>
    public async Task OpenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(VisibleFromSql, connection);
        visibleFrom = (long)(await command.ExecuteScalarAsync(stop))!;
    }

    // Asking the attribute of each event takes longer than writing it.
    string KindOf(IEvent said)
    {
        if (kinds.TryGetValue(said.GetType(), out var kind)) return kind;
        return kinds[said.GetType()] = said.Kind;
    }

    const string VisibleFromSql = """
        -- bench.event-rows.visible-from
        select greatest(
            pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint + 1)
        """;
}
