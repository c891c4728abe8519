using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// The two doors to PostgreSQL. <see cref="WriteAsync"/> opens a transaction on the primary; <see cref="ReadAsync"/>
/// opens a session that PostgreSQL itself keeps read-only, on a replica where there is one that will do.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new Arrays<string>());
        SqlMapper.AddTypeHandler(new Arrays<short>());
        SqlMapper.AddTypeHandler(new Arrays<int>());
        SqlMapper.AddTypeHandler(new Arrays<long>());
        SqlMapper.AddTypeHandler(new Arrays<Guid>());
        SqlMapper.AddTypeHandler(new Instants());
        SqlMapper.AddTypeHandler(new MaybeIds());
    }

    // Npgsql guesses an array's type by its first element, and wrongly where that is null.
    sealed class Instants : SqlMapper.TypeHandler<DateTime?[]>
    {
        public override DateTime?[] Parse(object value) => (DateTime?[])value;

        public override void SetValue(System.Data.IDbDataParameter parameter, DateTime?[]? value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = PutOff.Types[typeof(DateTime?[])];
            parameter.Value = value;
        }
    }

    sealed class MaybeIds : SqlMapper.TypeHandler<Guid?[]>
    {
        public override Guid?[] Parse(object value) => (Guid?[])value;

        public override void SetValue(System.Data.IDbDataParameter parameter, Guid?[]? value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = PutOff.Types[typeof(Guid?[])];
            parameter.Value = value;
        }
    }

    // Npgsql calls every array column a System.Array, which Dapper would not hand to a record's constructor.
    sealed class Arrays<T> : SqlMapper.TypeHandler<T[]>
    {
        public override T[] Parse(object value) => (T[])value;

        public override void SetValue(System.Data.IDbDataParameter parameter, T[]? value) => parameter.Value = value;
    }

    readonly string region;
    readonly Lazy<(Door Writing, Door Reading)> doors;

    /// <param name="postgres">Connection string of the primary and its replicas: <c>Host=a:5432,b:5432</c>.</param>
    /// <param name="lagLimit">A replica further behind than this is not read from; 5 s unless said.</param>
    public Database(string postgres, string region = "main", TimeSpan? lagLimit = null)
    {
        this.region = region;
        Nodes = new(postgres, lagLimit ?? TimeSpan.FromSeconds(5));
        Latest = new(Nodes);
        var name = new NpgsqlConnectionStringBuilder(postgres).Database ?? "";
        doors = new(() => OpenDoors(postgres));
        SlotName = $"feria_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";
    }

    /// <summary>The servers behind this database, and how they stand.</summary>
    public Nodes Nodes { get; }

    /// <summary>
    /// Where a connection that is neither a session nor a transaction goes: replication. An <see cref="Outage"/> where
    /// there is no primary.
    /// </summary>
    public string PrimaryConnectionString => Nodes.Primary?.Address ?? throw new Outage("No primary can be reached.");

    /// <summary>The installation's replication slot, named after the database: slots are the whole cluster's.</summary>
    public string SlotName { get; }

    /// <summary>The region this process is the home of; the first column of every key that has a home.</summary>
    public string Region => region;

    /// <summary>Rung after a commit that said events, so that their readers need not wait for a poll.</summary>
    public Bell Bell { get; } = new();

    /// <summary>Rung after a commit that ordered jobs.</summary>
    public Bell JobBell { get; } = new();

    /// <summary>Tells this process's copies what changed.</summary>
    public Changes Changes { get; } = new();

    /// <summary>What goes wrong in this process, until it is written down.</summary>
    public Mishaps Mishaps { get; } = new();

    /// <summary>
    /// Whether committing what only read is a fault, as it is in tests: reads have no business on the primary.
    /// </summary>
    public bool RefusesEmptyCommits { get; init; }

    /// <summary>Where what was done is written down; without one nothing is.</summary>
    public AuditTrail? Audit { get; init; }

    /// <summary>How long a request waits for its turn at the database before it is refused.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    internal LatestPosition Latest { get; }

    /// <summary>
    /// What tells this installation from others that share a store with it; null before anybody read it.
    /// </summary>
    public string? Installation { get; private set; }

    public async ValueTask<string> InstallationAsync(Session session) =>
        Installation ??= await session.OneAsync<string>(InstallationSql);

    /// <summary>
    /// Opens a write transaction (read committed) on the primary; an <see cref="Outage"/> at once where there is none.
    /// Not committing rolls it back.
    /// </summary>
    public async Task<Tx> WriteAsync(CancellationToken stop = default)
    {
        var node = Nodes.AreSeveral ? await Nodes.WritableAsync(stop) : Nodes.All[0];
        var pass = await Admission.EnterAsync(doors.Value.Writing, stop);
        var lifeline = Nodes.AreSeveral ? new Lifeline(node, stop) : null;
        CallerPosition.Current?.Began();
        NpgsqlConnection? connection = null;
        try
        {
            connection = await OpenAsync(node.Writes, lifeline, stop);
            return new Tx(
                this, connection, await connection.BeginTransactionAsync(lifeline?.Either ?? stop), lifeline, stop)
            {
                Pass = pass,
            };
        }
        catch
        {
            if (connection is not null) await connection.DisposeAsync();
            lifeline?.Dispose();
            pass?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a read-only session on the nearest node that shows what the caller wrote before. Nothing that decides
    /// money or stock may be read from it.
    /// </summary>
    public async Task<Session> ReadAsync(CancellationToken stop = default)
    {
        if (!Nodes.AreSeveral) return await ReadAloneAsync(stop);
        var (onPrimary, position) = CallerPosition.Current is { } caller
            ? await caller.NeededAsync(Latest)
            : (false, null);
        return await ReadOnAsync(
            await Nodes.ReadableAsync(onPrimary, position, CallerPosition.Current?.Avoided, stop), stop);
    }

    /// <summary>
    /// Opens a read-only session on the primary while it lives: for what must be true this instant (is this session
    /// still alive) and for what decides.
    /// </summary>
    public async Task<Session> ReadFreshAsync(CancellationToken stop = default) => Nodes.AreSeveral
        ? await ReadOnAsync(await Nodes.ReadableAsync(onPrimary: true, null, null, stop), stop)
        : await ReadAloneAsync(stop);

    /// <summary>
    /// A bare connection to the primary, for COPY; the caller owns it, and gives it back as it was taken.
    /// </summary>
    public async ValueTask<NpgsqlConnection> OpenRawAsync(CancellationToken stop = default) =>
        await (await Nodes.WritableAsync(stop)).Writes.OpenConnectionAsync(stop);

    /// <summary>A connection to the primary that is ended after, for what a session keeps: LISTEN, own locks.</summary>
    public async ValueTask<NpgsqlConnection> OpenAloneAsync(CancellationToken stop = default) =>
        await (await Nodes.WritableAsync(stop)).Alone.OpenConnectionAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await Nodes.DisposeAsync();
        if (!doors.IsValueCreated) return;
        doors.Value.Writing.Dispose();
        doors.Value.Reading.Dispose();
    }

    // Who writes and who reads never wait for one another. As many are inside as there are connections, but for those
    // that are left to what works in the background.
    (Door, Door) OpenDoors(string postgres)
    {
        var connections = new NpgsqlConnectionStringBuilder(postgres).MaxPoolSize;
        var room = Math.Max(1, connections - Math.Clamp(connections / 5, 1, 10));
        return (
            new("write", room, Patience, TimeProvider.System), new("read", room, Patience, TimeProvider.System));
    }

    async Task<Session> ReadAloneAsync(CancellationToken stop)
    {
        var limit = ReadLimit.Current;
        limit?.Check();
        var pass = await Admission.EnterAsync(doors.Value.Reading, stop);
        try
        {
            var opening = Nodes.All[0].Reads.OpenConnectionAsync(stop);
            var connection = limit is null ? await opening : await limit.MindAsync(opening.AsTask());
            return new(connection, null, null, stop) { Pass = pass };
        }
        catch
        {
            pass?.Dispose();
            throw;
        }
    }

    // A node that cannot even be reached has done nothing: the next one is asked.
    async Task<Session> ReadOnAsync(IReadOnlyList<Node> nodes, CancellationToken stop)
    {
        var pass = await Admission.EnterAsync(doors.Value.Reading, stop);
        try
        {
            for (var i = 0; i < nodes.Count; i++)
            {
                try
                {
                    return await ReadOnAsync(nodes[i], pass, stop);
                }
                catch (Exception fault) when (i + 1 < nodes.Count && Outage.IsOfNode(fault))
                {
                }
            }

            throw new Outage("No node of the database can be reached.");
        }
        catch
        {
            pass?.Dispose();
            throw;
        }
    }

    static async Task<Session> ReadOnAsync(Node node, Admission.Pass? pass, CancellationToken stop)
    {
        var lifeline = new Lifeline(node, stop);
        try
        {
            return new(await OpenAsync(node.Reads, lifeline, stop), null, lifeline, stop) { Pass = pass };
        }
        catch
        {
            lifeline.Dispose();
            throw;
        }
    }

    static Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, Lifeline? lifeline, CancellationToken stop) =>
        lifeline is null
            ? source.OpenConnectionAsync(stop).AsTask()
            : MindOpeningAsync(source.OpenConnectionAsync(lifeline.Either).AsTask(), lifeline);

    static async Task<NpgsqlConnection> MindOpeningAsync(Task<NpgsqlConnection> opening, Lifeline lifeline)
    {
        try
        {
            return await lifeline.MindAsync(opening);
        }
        catch
        {
            _ = CloseAsync(opening);
            throw;
        }
    }

    // Opened after all, when nobody wants it any more.
    static async Task CloseAsync(Task<NpgsqlConnection> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully) await opening.Result.DisposeAsync();
    }

    const string InstallationSql = """
        -- kernel.database.installation
        select s.system_identifier || '-' || d.oid
        from pg_control_system() s
        join pg_database d on d.datname = current_database()
        """;
}
