using System.Diagnostics;
using Npgsql;

namespace Feria.Kernel;

/// <summary>What was seen of a node when it was last looked at.</summary>
/// <param name="At">How far it has written (a primary) or replayed (a replica).</param>
/// <param name="SinceReplay">
/// Since the last transaction the replica replayed was committed; says nothing where nothing is written.
/// </param>
public sealed record Sight(bool IsPrimary, Position At, TimeSpan? SinceReplay, TimeSpan RoundTrip);

/// <summary>
/// One PostgreSQL server of the installation: its pools, and a thread of its own that looks at it. The thread asks
/// synchronously: a process too busy to run its tasks must not take a living node for dead.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(1);

    readonly Nodes nodes;
    readonly NpgsqlDataSource watch;
    readonly AutoResetEvent wake = new(false);
    readonly CancellationTokenSource ending = new();
    Life life = new();
    Timer? patience;
    long began;
    TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool isNear;
    int suspicions;
    int settled;

    internal Node(Nodes nodes, NpgsqlConnectionStringBuilder address)
    {
        this.nodes = nodes;
        Address = address.ConnectionString;
        Name = $"{address.Host}:{address.Port}";

        // Without "Cancellation Timeout=-1" a cancelled COMMIT would be reported as success. Where there are several
        // nodes reads have it too: asking a frozen node to cancel would wait for it.
        // Writes find rows by their keys, whatever the values: one plan for all, made once. A plan made while a table
        // was nearly empty, as that behind a foreign key is in a young installation, must not read all of it when it
        // has grown.
        Writes = Source("feria-write", builder =>
        {
            builder.CancellationTimeout = -1;
            builder.Options = "-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan";
        });
        Reads = Source("feria-read", builder =>
        {
            builder.Options = "-c default_transaction_read_only=on";
            if (nodes.AreSeveral) builder.CancellationTimeout = -1;
        });
        Alone = Source("feria-alone", builder => builder.Pooling = false);
        watch = Source("feria-watch", builder =>
        {
            builder.CancellationTimeout = -1;
            builder.Timeout = 1;
            builder.CommandTimeout = 1;
            builder.MinPoolSize = 0;
            builder.MaxPoolSize = 2;
        });
    }

    /// <summary>Host and port, as people call it.</summary>
    public string Name { get; }

    /// <summary>The connection string of this node alone.</summary>
    public string Address { get; }

    /// <summary>What is known of it; null while it does not answer.</summary>
    public Sight? Seen { get; internal set; }

    /// <summary>Why it did not answer the last time.</summary>
    public string? Trouble { get; internal set; }

    /// <summary>A question's time, evened out over the last second or so.</summary>
    public TimeSpan UsualRoundTrip { get; private set; }

    internal NpgsqlDataSource Writes { get; }

    internal NpgsqlDataSource Reads { get; }

    /// <summary>Of connections that are nobody's after.</summary>
    internal NpgsqlDataSource Alone { get; }

    /// <summary>Ends when the node is down, or was the primary and is it no longer.</summary>
    internal Life CurrentLife => Volatile.Read(ref life);

    /// <summary>Something failed there, and nobody has looked since.</summary>
    internal bool IsSuspect => Volatile.Read(ref suspicions) != Volatile.Read(ref settled);

    internal void Near(TimeSpan roundTrip) =>
        UsualRoundTrip = UsualRoundTrip == default ? roundTrip : UsualRoundTrip * 0.9 + roundTrip * 0.1;

    /// <summary>
    /// Whether it is about as near as the quickest. Who was near has to get much slower, and who was not much quicker,
    /// so that noise does not move readers to and fro.
    /// </summary>
    internal bool IsNear(TimeSpan quickest) =>
        isNear = UsualRoundTrip <= quickest * (isNear ? 3 : 1.5) + (isNear ? 2 : 0.5) * TimeSpan.FromMilliseconds(1);

    internal void StartWatching()
    {
        if (nodes.AreSeveral) patience = new(_ => LosePatience(), null, Nodes.Often, Nodes.Often);
        new Thread(Watch) { IsBackground = true, Name = $"watch {Name}" }.Start();
    }

    /// <summary>Something failed there: have a look at once.</summary>
    internal void Suspect()
    {
        Interlocked.Increment(ref suspicions);
        wake.Set();
    }

    /// <summary>Completes with a look that began after this call.</summary>
    internal async Task LookedAsync(CancellationToken stop)
    {
        // The look that runs may have begun before.
        for (var looks = 0; looks < 2; looks++)
        {
            var next = Volatile.Read(ref looked).Task;
            wake.Set();
            await next.WaitAsync(stop);
        }
    }

    /// <summary>Ends what runs there, now: nobody will answer.</summary>
    internal void EndAll()
    {
        _ = Interlocked.Exchange(ref life, new()).EndAsync();
        Writes.Clear();
        Reads.Clear();
        watch.Clear();
    }

    /// <summary>Where the primary writes now; null where it does not say.</summary>
    internal async Task<Position?> AskPositionAsync()
    {
        try
        {
            return await AskAsync().WaitAsync(LookLimit, CurrentLife.Known);
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            Suspect();
            return null;
        }
    }

    async Task<Position?> AskAsync()
    {
        await using var connection = await watch.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(LookSql, connection);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() && Read(row, default) is { IsPrimary: true } sight ? sight.At : null;
    }

    void Watch()
    {
        while (!ending.IsCancellationRequested)
        {
            // Counted before: what fails during the look wants another.
            var known = Volatile.Read(ref suspicions);
            Volatile.Write(ref began, Stopwatch.GetTimestamp());
            try
            {
                nodes.Found(this, Look());
            }
            catch (Exception trouble) // whatever it is, it does not answer; a thread that died would never know better
            {
                nodes.Lost(this, trouble.GetBaseException().Message);
            }

            Volatile.Write(ref began, 0);
            Volatile.Write(ref settled, known);
            TellLooked();
            wake.WaitOne(nodes.Pause);
        }
    }

    // The driver waits much longer than it is told: it first asks a frozen server to cancel. That is for the thread to
    // bear; who waits for the node is told in time.
    void LosePatience()
    {
        if (Volatile.Read(ref began) is not (not 0 and var since)
            || Stopwatch.GetElapsedTime(since) < LookLimit) return;
        Interlocked.CompareExchange(ref began, Stopwatch.GetTimestamp(), since);
        nodes.Lost(this, $"no answer within {LookLimit.TotalSeconds} s");
        TellLooked();
    }

    void TellLooked() =>
        Interlocked.Exchange(ref looked, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    Sight Look()
    {
        using var connection = watch.OpenConnection();
        using var command = new NpgsqlCommand(LookSql, connection);
        var began = Stopwatch.GetTimestamp();
        using var row = command.ExecuteReader();
        row.Read();
        return Read(row, Stopwatch.GetElapsedTime(began));
    }

    static Sight Read(NpgsqlDataReader row, TimeSpan roundTrip) => new(
        !row.GetBoolean(0),
        new(
            Convert.ToUInt32(row.GetString(1), 16),
            (ulong)row.GetFieldValue<NpgsqlTypes.NpgsqlLogSequenceNumber>(2)),
        row.IsDBNull(3) ? null : row.GetTimeSpan(3),
        roundTrip);

    NpgsqlDataSource Source(string name, Action<NpgsqlConnectionStringBuilder> also)
    {
        var builder = new NpgsqlConnectionStringBuilder(Address)
        {
            ApplicationName = name,
            MaxAutoPrepare = 200,
            // Nobody leaves anything behind in a pooled connection: what a transaction sets, it sets for itself.
            NoResetOnClose = true,
            AutoPrepareMinUsages = 2,
            TcpKeepAlive = true,
            Timeout = nodes.AreSeveral ? 2 : 5,
            CommandTimeout = 30,
        };
        // The pool would close half of what is idle every five minutes, however much is going on: a server process that
        // ends gives back its view of shared memory page by page, and dozens at once stop the machine for a second.
        // Whoever set how many are kept has decided otherwise.
        if (!builder.ShouldSerialize("Minimum Pool Size")) builder.MinPoolSize = builder.MaxPoolSize;
        var isSocketFile = builder.Host is ['/' or '@', ..];
        if (nodes.AreSeveral && !isSocketFile)
        {
            builder.TcpKeepAliveTime = 2;
            builder.TcpKeepAliveInterval = 1;
        }

        also(builder);
        return NpgsqlDataSource.Create(builder);
    }

    internal void CloseIdle()
    {
        Writes.Clear();
        Reads.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        wake.Set();
        if (patience is not null) await patience.DisposeAsync();
        await Writes.DisposeAsync();
        await Reads.DisposeAsync();
        await Alone.DisposeAsync();
        await watch.DisposeAsync();
    }

    // A replica that receives nothing knows its timeline only as of its last checkpoint.
    const string LookSql = """
        -- kernel.node.look
        select r.replays,
            case when r.replays
                then lpad(to_hex(coalesce(
                    (select received_tli from pg_stat_wal_receiver), (pg_control_checkpoint()).timeline_id)), 8, '0')
                else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end,
            case when r.replays
                then coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_insert_lsn() end,
            case when r.replays then clock_timestamp() - pg_last_xact_replay_timestamp() end
        from (select pg_is_in_recovery() as replays) r
        """;
}
