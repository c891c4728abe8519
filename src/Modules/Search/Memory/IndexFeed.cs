using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Search;

/// <summary>
/// Keeps the index in memory as new as the one in PostgreSQL. A search asks first for what has changed, so that it sees
/// what was committed before it; searches that come together ask together.
/// </summary>
public sealed class IndexFeed : BackgroundService, IProcessCopy
{
    const int Page = 10_000;

    // Without searches it still follows, so that the next one has little to wait for.
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Database database;
    readonly ProcessRoles roles;
    readonly ILogger<IndexFeed> log;
    readonly Lock turn = new();
    MemoryIndex index = new();
    Task running = Task.CompletedTask;
    Task? next;
    bool isToBegin;

    public IndexFeed(Database database, ProcessRoles roles, ILogger<IndexFeed> log)
    {
        (this.database, this.roles, this.log) = (database, roles, log);
        // What was lost with the timeline before has versions that may come again for something else.
        database.Nodes.TimelineChanged += BeginAgain;
    }

    public string Name => "search.memory";

    /// <summary>Of the newest change it holds.</summary>
    public long Version => Volatile.Read(ref index).Now.Version;

    public bool IsInUse => Volatile.Read(ref index).Now.Version > 0;

    public Task<ProcessCompared> CompareAsync(CancellationToken stop) =>
        MemoryCheck.RunAsync(database, NowAsync, stop);

    public Task DropAsync(CancellationToken stop)
    {
        BeginAgain();
        return NowAsync(stop);
    }

    /// <summary>The index with everything in it that was committed before this call.</summary>
    internal async Task<View> NowAsync(CancellationToken stop)
    {
        Task mine;
        lock (turn)
        {
            // In nobody's name: it is read for all, from whichever replica is near.
            using var nobody = ExecutionContext.SuppressFlow();
            mine = next ??= AfterAsync(running);
        }

        await mine.WaitAsync(stop);
        return Volatile.Read(ref index).Now;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        // A process that nobody searches in need not hold the index.
        if (!roles.Web && !roles.Serves("search")) return;
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => NowAsync(stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Pause, stop);
        }
    }

    // Whoever comes while one runs shares the one after it: a change may have come too late for the first.
    async Task AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (turn) (running, next) = (next!, null);
        await CatchUpAsync();
    }

    async Task CatchUpAsync()
    {
        await using var session = await database.ReadAsync();
        bool fromNothing;
        lock (turn) (fromNothing, isToBegin) = (isToBegin, false);
        if (!fromNothing)
        {
            for (var more = true; more; Volatile.Write(ref index, index.Tidied()))
                more = await TakePageAsync(session, index);
            return;
        }

        // Searches see the old one until the new one is whole.
        try
        {
            var anew = new MemoryIndex();
            for (var more = true; more; anew = anew.Tidied()) more = await TakePageAsync(session, anew);
            Volatile.Write(ref index, anew);
        }
        catch
        {
            BeginAgain();
            throw;
        }
    }

    void BeginAgain()
    {
        lock (turn) isToBegin = true;
    }

    // True where there may be more.
    static async Task<bool> TakePageAsync(Session session, MemoryIndex into)
    {
        var changes = await session.RunAsync((connection, stop) => NewsAsync(connection, into.Now.Version, stop));
        if (changes.Count == 0) return false;
        // Read after them, so that nothing they speak of is missing.
        into.Lexicon.Take(await session.RunAsync((connection, stop) =>
            LearnedAsync(connection, into.Lexicon, changes, stop)));
        into.Put(changes);
        return changes.Count == Page;
    }

    static async Task<List<Learned>> LearnedAsync(
        NpgsqlConnection connection, Lexicon known, List<Document> changes, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(LearnedSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int>("term", known.LastTerm));
        command.Parameters.Add(new NpgsqlParameter<int>("word", known.LastWord));
        command.Parameters.Add(new NpgsqlParameter<int>("brand", known.LastBrand));
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("changed", [.. changes.Select(one => one.Product)]));
        var learned = new List<Learned>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            learned.Add(new((Lesson)reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3)));
        return learned;
    }

    static async Task<List<Document>> NewsAsync(NpgsqlConnection connection, long seen, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(NewsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long>("seen", seen));
        command.Parameters.Add(new NpgsqlParameter<int>("page", Page));
        var changes = new List<Document>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) changes.Add(Read(reader));
        return changes;
    }

    static Document Read(NpgsqlDataReader row) => row.IsDBNull(2)
        ? new(row.GetGuid(0), row.GetInt64(1), null, [], [], [], 0, null, null, 0, 0, false, 0, 0, default)
        : new(
            row.GetGuid(0), row.GetInt64(1), row.GetFieldValue<int[]>(2), row.GetFieldValue<byte[]>(3),
            row.GetFieldValue<int[]>(4), row.GetFieldValue<int[]>(5), row.IsDBNull(6) ? 0 : row.GetInt32(6),
            row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetInt16(9),
            row.GetInt16(10), row.GetBoolean(11), row.GetInt16(12), row.GetInt32(13), row.GetDateTime(14));

    const string NewsSql = """
        -- search.index-feed.news
        (select product_id, version, terms, impacts, pairs, categories, brand, price_minor, currency, price_step,
            rating, in_stock, prior, sold, created_at
        from search.document
        where version > @seen
        order by version
        limit @page)
        union all
        (select product_id, version, null, null, null, null, null, null, null, null, null, null, null, null, null
        from search.gone
        where version > @seen
        order by version
        limit @page)
        order by version
        limit @page
        """;

    const string LearnedSql = """
        -- search.index-feed.learned
        select 0 as lesson, id as number, text, 0 as term from search.term where id > @term
        union all
        select 1, number, word, term_id from search.word where number > @word
        union all
        select 2, number, name, 0 from search.brand where number > @brand
        union all
        select 3, 0, code, 0 from search.code where product_id = any(@changed)
        """;
}
