using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Feria.Kernel;

/// <summary>
/// Reads the installation's one replication slot, in as many processes as run this: the others wait until the reader
/// is gone. It wakes everybody after a transaction with events, and writes events for one made by hand, in commit order
/// and at least once: the slot moves on only after that. docs/decisions/0004.
/// </summary>
public sealed class DecodingFeed(Database database, IEnumerable<HandMade> handMade, ILogger<DecodingFeed> log)
    : BackgroundService
{
    public const string Publication = "feria";

    // Of one transaction by hand; beyond that everything is read again.
    const int MostRows = 50_000;
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    static readonly TimeSpan NextTry = TimeSpan.FromSeconds(1);

    readonly Dictionary<string, HandMade> byTable = handMade
        .SelectMany(module => module.Tables, (module, table) => (module, table))
        .ToDictionary(known => known.table, known => known.module);

    /// <summary>Whether this process reads the slot now.</summary>
    public bool IsReading { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => ReadAsync(stop), log, stop);
            IsReading = false;
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), NextTry, stop);
        }
    }

    async Task ReadAsync(CancellationToken stop)
    {
        var primary = new NpgsqlConnectionStringBuilder(database.PrimaryConnectionString) { Pooling = false };
        var slot = database.SlotName;
        await using var connection = new LogicalReplicationConnection(primary.ConnectionString)
        {
            WalReceiverStatusInterval = TimeSpan.FromSeconds(1),
            WalReceiverTimeout = TimeSpan.FromSeconds(15),
        };
        await connection.Open(stop);
        await PublishAsync(stop);
        var isActive = await IsActiveAsync(slot, stop);
        if (isActive is true) return;
        if (isActive is null) await MakeAsync(connection, slot, stop);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var beating = BeatAsync(ended.Token);
        try
        {
            var options = new PgOutputReplicationOptions(Publication, PgOutputProtocolVersion.V1);
            var messages = connection.StartReplication(new PgOutputReplicationSlot(slot), options, ended.Token);
            var transaction = new Decoded(byTable.Keys, MostRows);
            await foreach (var message in messages)
            {
                IsReading = true;
                await transaction.TakeAsync(message, ended.Token);
                if (message is not CommitMessage commit) continue;
                await HandleAsync(transaction, stop);
                connection.SetReplicationStatus(commit.TransactionEndLsn);
                transaction = new(byTable.Keys, MostRows);
            }
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            // Another process was quicker.
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    async Task HandleAsync(Decoded transaction, CancellationToken stop)
    {
        if (transaction.HasEvents) database.Bell.Ring();
        else if (transaction.Rows.Count > 0) await SayAsync(transaction.Rows, stop);
    }

    async Task SayAsync(IReadOnlyList<ChangedRow> rows, CancellationToken stop)
    {
        var events = new List<IEvent>();
        if (rows.Count > MostRows) events.Add(new ChangesMissed(Id.New()));
        else
            foreach (var module in rows.GroupBy(row => byTable[row.Table]))
            {
                await using var session = await database.ReadFreshAsync(stop);
                events.AddRange(await module.Key.EventsAsync(session, [.. module]));
            }

        await using var tx = await database.WriteAsync(stop);
        foreach (var said in events) tx.Append(said);
        await tx.CommitAsync();
        log.LogInformation("{Rows} rows were changed by hand: {Events} events", rows.Count, events.Count);
    }

    // Null where there is none, or what it kept is lost.
    async Task<bool?> IsActiveAsync(string slot, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneOrNullAsync<bool?>(ActiveSql, new { slot });
    }

    // Before the slot is made: decoding looks at the catalogue as it was at each place of the WAL.
    async Task PublishAsync(CancellationToken stop)
    {
        string[] tables = [.. byTable.Keys.Append("kernel.event").Append("kernel.feed").Order(StringComparer.Ordinal)];
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<string>(PublishedSql, new { Publication }) == string.Join(", ", tables)) return;
        await tx.ExecuteAsync($"""
            drop publication if exists {Publication};
            create publication {Publication} for table {string.Join(", ", tables)}
                with (publish_via_partition_root = true)
            """);
        await tx.CommitAsync();
    }

    async Task MakeAsync(LogicalReplicationConnection connection, string slot, CancellationToken stop)
    {
        await using (var forget = await database.WriteAsync(stop))
        {
            await forget.ExecuteAsync(ForgetLostSql, new { slot });
            await forget.CommitAsync();
        }

        // Waits until all transactions of the cluster that are open now have ended.
        await connection.CreatePgOutputReplicationSlot(
            slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.NoExport, cancellationToken: stop);
        await using var note = await database.WriteAsync(stop);
        if (await note.OneOrNullAsync<bool?>(NoteSql, new { slot }) is true)
        {
            log.LogWarning("The replication slot was lost: what was changed by hand meanwhile is read again");
            note.Append(new ChangesMissed(Id.New()));
        }

        await note.CommitAsync();
    }

    async Task BeatAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Patiently.DoAsync(async () =>
            {
                await using var tx = await database.WriteAsync(ended);
                await tx.ExecuteAsync(BeatSql);
                await tx.CommitAsync();
            }, log, ended);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, ended), Beat, ended);
        }
    }

    const string ActiveSql = """
        -- kernel.decoding-feed.active
        select active from pg_replication_slots where slot_name = @slot and wal_status is distinct from 'lost'
        """;

    const string PublishedSql = """
        -- kernel.decoding-feed.published
        select string_agg(schemaname || '.' || tablename, ', ' order by schemaname || '.' || tablename collate "C")
        from pg_publication_tables
        where pubname = @Publication
        """;

    const string ForgetLostSql = """
        -- kernel.decoding-feed.forget-lost
        select pg_drop_replication_slot(slot_name) from pg_replication_slots
        where slot_name = @slot and wal_status = 'lost'
        """;

    // Whether there was one before.
    const string NoteSql = """
        -- kernel.decoding-feed.note
        insert into kernel.feed (slot, made_at, beat_at) values (@slot, now(), now())
        on conflict (one) do update set slot = excluded.slot, made_at = excluded.made_at, beat_at = excluded.beat_at
        returning xmax <> 0
        """;

    const string BeatSql = """
        -- kernel.decoding-feed.beat
        update kernel.feed set beat_at = now()
        """;
}
