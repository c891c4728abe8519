using Dapper;
using Npgsql;

namespace Feria.Kernel;

/// <summary>A connection with the few query verbs the slices need. Rows map to records by column name.</summary>
public class Session : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction? transaction;
    readonly Lifeline? lifeline;
    bool isDisposed;

    internal Session(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Lifeline? lifeline, CancellationToken stop)
    {
        (this.connection, this.transaction, this.lifeline) = (connection, transaction, lifeline);
        Stop = lifeline?.Either ?? stop;
    }

    /// <summary>The raw connection, for COPY and pipelined batches only.</summary>
    public virtual NpgsqlConnection Connection => connection;

    /// <summary>
    /// Cancelled when the request that opened this session is abandoned, or the node it runs on is down.
    /// </summary>
    public CancellationToken Stop { get; }

    protected NpgsqlTransaction? Transaction => transaction;

    /// <summary>Its place inside, where it had to wait for one.</summary>
    internal Admission.Pass? Pass { get; init; }

    /// <summary>Nothing is left to roll back.</summary>
    protected bool IsCommitted { get; set; }

    /// <summary>Exactly one row, else an exception.</summary>
    public virtual Task<T> OneAsync<T>(string sql, object? args = null) =>
        Mind(connection.QuerySingleAsync<T>(Command(sql, args)));

    /// <summary>The only row, or null (default for a value type: ask for <c>long?</c>) where there is none.</summary>
    public virtual Task<T?> OneOrNullAsync<T>(string sql, object? args = null) =>
        Mind(connection.QuerySingleOrDefaultAsync<T>(Command(sql, args)));

    public virtual async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? args = null) =>
        (await Mind(connection.QueryAsync<T>(Command(sql, args)))).AsList();

    protected virtual CommandDefinition Command(string sql, object? args) =>
        new(sql, args, transaction, LimitSeconds, cancellationToken: Stop);

    // Null for the general one.
    int? LimitSeconds => transaction is null && ReadLimit.Current is not null ? ReadLimit.OfQuestionSeconds : null;

    // Where there are several nodes, another may answer in time what one did not.
    protected Task<T> Mind<T>(Task<T> work) =>
        lifeline is not null ? lifeline.MindAsync(work)
        : transaction is null && ReadLimit.Current is { } limit ? limit.MindAsync(work)
        : work;

    // No caller's token on purpose: a commit that is given up has an unknown outcome.
    protected Task CommitOpenAsync(NpgsqlTransaction open) => lifeline is null
        ? open.CommitAsync(CancellationToken.None)
        : lifeline.MindAsync(open.CommitAsync(lifeline.Commands));

    /// <summary>Runs what needs the raw connection, no longer than its node lives.</summary>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work) =>
        Mind(work(Connection, Stop));

    public virtual async ValueTask DisposeAsync()
    {
        // Npgsql hands a transaction object on with its connection: disposing it twice would end a stranger's.
        if (isDisposed) return;
        isDisposed = true;
        GC.SuppressFinalize(this);
        if (Pass is null) await CloseAsync();
        else
            using (Pass)
                await CloseAsync();
    }

    async ValueTask CloseAsync()
    {
        if (lifeline is not null && transaction is not null && !IsCommitted)
            await lifeline.RollBackAsync(transaction);
        if (lifeline?.Stuck is { } stuck) _ = EndAfterAsync(stuck);
        else await EndAsync();
    }

    // The connection is the driver's until it has given up.
    async Task EndAfterAsync(Task stuck)
    {
        await stuck.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync();
    }

    ValueTask EndAsync() => transaction is null && lifeline is null ? connection.DisposeAsync() : EndAllAsync();

    // Disposing an NpgsqlTransaction does not return its connection: both are owned here.
    async ValueTask EndAllAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
        lifeline?.Dispose();
    }
}
