using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// The two doors to PostgreSQL. <see cref="WriteAsync"/> opens a transaction on the primary; <see cref="ReadAsync"/>
/// opens a session that PostgreSQL itself keeps read-only, on a replica where one is configured.
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
    }

    // Npgsql guesses an array's type by its first element, and wrongly where that is null.
    sealed class Instants : SqlMapper.TypeHandler<DateTime?[]>
    {
        public override DateTime?[] Parse(object value) => (DateTime?[])value;

        public override void SetValue(System.Data.IDbDataParameter parameter, DateTime?[]? value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType =
                NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.TimestampTz;
            parameter.Value = value;
        }
    }

    // Npgsql calls every array column a System.Array, which Dapper would not hand to a record's constructor.
    sealed class Arrays<T> : SqlMapper.TypeHandler<T[]>
    {
        public override T[] Parse(object value) => (T[])value;

        public override void SetValue(System.Data.IDbDataParameter parameter, T[]? value) => parameter.Value = value;
    }

    readonly NpgsqlDataSource writes;
    readonly NpgsqlDataSource reads;
    readonly NpgsqlDataSource fresh;

    public Database(string primary, string? replica = null, string region = "main")
    {
        // Without "Cancellation Timeout=-1" a cancelled COMMIT would be reported as success.
        writes = NpgsqlDataSource.Create(Tuned(primary, "feria-write", builder => builder.CancellationTimeout = -1));
        fresh = NpgsqlDataSource.Create(Tuned(primary, "feria-read", ReadOnly));
        reads = replica is null ? fresh : NpgsqlDataSource.Create(Tuned(replica, "feria-read", ReadOnly));
        PrimaryConnectionString = primary;
        var name = new NpgsqlConnectionStringBuilder(primary).Database ?? "";
        SlotName = $"feria_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";
        Region = region;
    }

    /// <summary>Where a connection that is neither a session nor a transaction goes: replication.</summary>
    public string PrimaryConnectionString { get; }

    /// <summary>The installation's replication slot, named after the database: slots are the whole cluster's.</summary>
    public string SlotName { get; }

    /// <summary>The region this process is the home of; the first column of every key that has a home.</summary>
    public string Region { get; }

    /// <summary>Rung after a commit that said events, so that their readers need not wait for a poll.</summary>
    public Bell Bell { get; } = new();

    /// <summary>Rung after a commit that ordered jobs.</summary>
    public Bell JobBell { get; } = new();

    /// <summary>Tells this process's copies what changed.</summary>
    public Changes Changes { get; } = new();

    /// <summary>Opens a write transaction (read committed). Not committing rolls it back.</summary>
    public async Task<Tx> WriteAsync(CancellationToken stop = default)
    {
        var connection = await writes.OpenConnectionAsync(stop);
        try
        {
            return new Tx(this, connection, await connection.BeginTransactionAsync(stop), stop);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a read-only session. Nothing that decides money or stock may be read from it.</summary>
    public async Task<Session> ReadAsync(CancellationToken stop = default) =>
        new(await reads.OpenConnectionAsync(stop), null, stop);

    /// <summary>
    /// Opens a read-only session on the primary: for what must be true this instant (is this session still alive) and
    /// for what a person reads of their own right after writing it.
    /// </summary>
    public async Task<Session> ReadFreshAsync(CancellationToken stop = default) =>
        new(await fresh.OpenConnectionAsync(stop), null, stop);

    /// <summary>A bare connection to the primary, for COPY and LISTEN; the caller owns it.</summary>
    public ValueTask<NpgsqlConnection> OpenRawAsync(CancellationToken stop = default) =>
        writes.OpenConnectionAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await writes.DisposeAsync();
        await reads.DisposeAsync();
        await fresh.DisposeAsync();
    }

    static void ReadOnly(NpgsqlConnectionStringBuilder builder) =>
        builder.Options = "-c default_transaction_read_only=on";

    static string Tuned(string connectionString, string name, Action<NpgsqlConnectionStringBuilder> also)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            TcpKeepAlive = true,
            Timeout = 5,
            CommandTimeout = 30,
        };
        also(builder);
        return builder.ConnectionString;
    }
}

/// <summary>A connection with the few query verbs the slices need. Rows map to records by column name.</summary>
public class Session(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop)
    : IAsyncDisposable
{
    bool isDisposed;

    /// <summary>The raw connection, for COPY and pipelined batches only.</summary>
    public NpgsqlConnection Connection => connection;

    protected NpgsqlTransaction? Transaction => transaction;

    /// <summary>Cancelled when the request that opened this session is abandoned.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Exactly one row, else an exception.</summary>
    public Task<T> OneAsync<T>(string sql, object? args = null) =>
        connection.QuerySingleAsync<T>(Command(sql, args));

    /// <summary>The only row, or null (default for a value type: ask for <c>long?</c>) where there is none.</summary>
    public Task<T?> OneOrNullAsync<T>(string sql, object? args = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, args));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? args = null) =>
        (await connection.QueryAsync<T>(Command(sql, args))).AsList();

    protected CommandDefinition Command(string sql, object? args) =>
        new(sql, args, transaction, cancellationToken: stop);

    public virtual async ValueTask DisposeAsync()
    {
        // Npgsql hands a transaction object on with its connection: disposing it twice would end a stranger's.
        if (isDisposed) return;
        isDisposed = true;

        // Disposing an NpgsqlTransaction does not return its connection: both are owned here.
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
