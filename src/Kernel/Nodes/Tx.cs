using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// One write transaction with what belongs to it: the events it says, the jobs it leaves, and the answer it gives. All
/// of it is in the database, or nothing is.
/// </summary>
public sealed partial class Tx : Session
{
    readonly Database database;
    readonly PutOff later;
    readonly List<IEvent> events = [];
    readonly List<JobOrder> jobs = [];
    readonly HashSet<Guid> touched = [];
    readonly List<AuditTrail.Line> audited = [];
    long id;
    bool hasTried;

    internal Tx(
        Database database, NpgsqlConnection connection, NpgsqlTransaction transaction, Lifeline? lifeline,
        CancellationToken stop)
        : base(connection, transaction, lifeline, stop) =>
        (this.database, later) = (database, new(connection, transaction));

    public string Region => database.Region;

    /// <summary>Whether it is no part of the work: keys and answers beside it leave no line in the audit.</summary>
    internal bool IsAside { get; set; }

    public override NpgsqlConnection Connection => later.IsEmpty
        ? base.Connection
        : throw new InvalidOperationException("What was put off comes before what needs the raw connection.");

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? args = null)
    {
        hasTried = true;
        return Mind(later.IsEmpty
            ? Connection.ExecuteAsync(Command(sql, args))
            : later.ExecuteAsync(sql, args, Stop));
    }

    /// <summary>
    /// Runs a statement whose answer nobody needs before the next that is waited for, or the commit: in its turn, but
    /// in one round trip with that. Where it fails, that one fails.
    /// </summary>
    public void Later(string sql, object args)
    {
        hasTried = true;
        later.Add(sql, args);
    }

    public override async Task<T> OneAsync<T>(string sql, object? args = null) =>
        later.IsEmpty ? await base.OneAsync<T>(sql, args) : (await ListAsync<T>(sql, args)).Single();

    public override async Task<T?> OneOrNullAsync<T>(string sql, object? args = null) where T : default =>
        later.IsEmpty ? await base.OneOrNullAsync<T>(sql, args) : (await ListAsync<T?>(sql, args)).SingleOrDefault();

    public override async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? args = null) =>
        later.IsEmpty ? await base.ListAsync<T>(sql, args) : await Mind(later.ListAsync<T>(sql, args, Stop));

    // Meaning to write and finding nothing to change is no mere reading.
    protected override CommandDefinition Command(string sql, object? args)
    {
        if (database.RefusesEmptyCommits && Writing().IsMatch(sql)) hasTried = true;
        return base.Command(sql, args);
    }

    [GeneratedRegex(@"\b(insert|update|delete|merge|for (key )?share)\b")]
    private static partial Regex Writing();

    /// <summary>Says that something happened. Written just before the commit, so after every lock is held.</summary>
    public void Append(IEvent said) => events.Add(said);

    /// <summary>
    /// Tells this process's copies that they are old, where the change is too small to be said to everybody: other
    /// processes' copies end by themselves within a moment.
    /// </summary>
    public void Touch(IEnumerable<Guid> subjects) => touched.UnionWith(subjects);

    /// <summary>
    /// Leaves work for later. With a key, an order of the same kind and key that still waits is replaced.
    /// </summary>
    /// <param name="kind">The job's name, as its class declares it.</param>
    /// <param name="body">What the job needs, written as JSON: ids only, nothing personal.</param>
    /// <param name="due">Not before this instant; now when null.</param>
    public void Enqueue(string kind, object body, DateTimeOffset? due = null, string? key = null)
    {
        // One statement may not order the same key twice: the later order stands.
        if (key is not null) jobs.RemoveAll(job => job.Kind == kind && job.Key == key);
        jobs.Add(new JobOrder(kind, key, JsonSerializer.Serialize(body, Json.Options), due));
    }

    /// <summary>
    /// Writes down what is done here, for who asks later: it stands in the audit with this commit. Whatever staff do
    /// is written down; saying it tells what it was and what it became.
    /// </summary>
    /// <param name="kind">What it is done to: <c>store</c>, <c>role</c>, <c>category</c> …</param>
    /// <param name="subject">Its id or name.</param>
    /// <param name="before">What changed, as it was, written as JSON: nothing personal. Null where it is new.</param>
    /// <param name="after">The same as it is now; null where it is gone.</param>
    /// <param name="why">The reason the actor gave.</param>
    public void Audit(string kind, object subject, object? before, object? after, string? why = null) =>
        audited.Add(new(Deed.Current, AuditEntry.Done, null, kind, subject.ToString(), before, after, why));

    /// <summary>Lines of others, all of them to be written here.</summary>
    internal void Tell(IEnumerable<AuditTrail.Line> lines) => audited.AddRange(lines);

    /// <summary>
    /// Commits. Takes no cancellation token on purpose: a commit that is given up has an unknown outcome. What only
    /// read needs none: disposing ends the transaction as well.
    /// </summary>
    public async Task CommitAsync()
    {
        await FlushAsync();
        if (database.RefusesEmptyCommits && !hasTried && await OneAsync<bool>(EmptySql))
            throw new InvalidOperationException("It only read: use ReadAsync, or do not commit where nothing is due.");
        await CommitOpenAsync(Transaction!);
        IsCommitted = true;
        if (audited.Count > 0) Deed.Current?.Told();
        CallerPosition.Current?.Wrote();
        if (events.Count > 0) database.Bell.Ring();
        if (jobs.Count > 0) database.JobBell.Ring();
        if (id == 0) return;
        var changed = touched.Concat(events.Select(said => said.Key))
            .Concat(events.Select(said => Changes.OfKind(said.Kind)).Distinct());
        database.Changes.Tell([.. changed.Select(subject => new Change(subject, id))]);
    }

    /// <summary>
    /// Commits together with the answer: where the request carried an Idempotency-Key, the same key gets this very
    /// answer again, also after a crash.
    /// </summary>
    public async Task<T> CommitAsync<T>(T answer) where T : IResult
    {
        if (IdempotentCall.Current is { } call) await call.KeepAsync(this, answer);
        await CommitAsync();
        return answer;
    }

    /// <summary>
    /// Runs the work as a part that can fail alone: what it wrote, said and ordered is then taken back, and the
    /// transaction goes on.
    /// </summary>
    internal async Task PartAsync(Func<Task> work)
    {
        var (saidBefore, orderedBefore, toldBefore) = (events.ToArray(), jobs.ToArray(), audited.ToArray());
        await ExecuteAsync("savepoint part");
        try
        {
            await work();
            await ExecuteAsync("release savepoint part");
        }
        catch (Exception fault) when (fault is not (NpgsqlException and not PostgresException))
        {
            events.Clear();
            events.AddRange(saidBefore);
            jobs.Clear();
            jobs.AddRange(orderedBefore);
            audited.Clear();
            audited.AddRange(toldBefore);
            later.Forget();
            await Connection.ExecuteAsync("rollback to savepoint part", transaction: Transaction);
            throw;
        }
    }

    /// <summary>
    /// Writes what was put off, waiting events, jobs and last the audit now; <see cref="CommitAsync()"/> does it by
    /// itself.
    /// </summary>
    async Task FlushAsync()
    {
        if (events.Count > 0)
        {
            id = await OneAsync<long>(AppendSql, new
            {
                ids = events.Select(_ => Id.New()).ToArray(),
                shards = events.Select(said => Shard.Of(said.Key)).ToArray(),
                kinds = events.Select(said => said.Kind).ToArray(),
                keys = events.Select(said => said.Key).ToArray(),
                bodies = events.Select(said => JsonSerializer.Serialize(said, said.GetType(), Json.Options)).ToArray(),
                Region,
            });
        }

        if (touched.Count > 0 && id == 0) id = await OneAsync<long>(IdSql);
        if (jobs.Count > 0)
        {
            await ExecuteAsync(EnqueueSql, new
            {
                ids = jobs.Select(_ => Id.New()).ToArray(),
                kinds = jobs.Select(job => job.Kind).ToArray(),
                keys = jobs.Select(job => job.Key).ToArray(),
                bodies = jobs.Select(job => job.Body).ToArray(),
                dues = jobs.Select(job => job.Due?.UtcDateTime).ToArray(),
            });
        }

        if (audited.Count == 0 && !IsAside && Deed.Current is { IsOwed: true } deed && !await OneAsync<bool>(EmptySql))
            audited.Add(new(deed, AuditEntry.Done));
        if (audited.Count > 0 && database.Audit is { } trail) await trail.WriteAsync(this, audited);
        if (!later.IsEmpty) await Mind(later.RunAsync(Stop));
    }

    sealed record JobOrder(string Kind, string? Key, string Body, DateTimeOffset? Due);

    const string EmptySql = """
        -- kernel.tx.empty
        select pg_current_xact_id_if_assigned() is null
        """;

    // visible_from: see docs/decisions/0003; greater than every transaction this one could have waited for.
    const string AppendSql = """
        -- kernel.tx.append
        with said as (
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            select @Region, e.id, e.shard,
                greatest(
                    pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint + 1),
                e.kind, e.key, e.body::jsonb
            from unnest(@ids::uuid[], @shards::smallint[], @kinds::text[], @keys::uuid[], @bodies::text[])
                with ordinality as e(id, shard, kind, key, body, position)
            order by e.position)
        select pg_current_xact_id()::text::bigint
        """;

    const string IdSql = """
        -- kernel.tx.id
        select pg_current_xact_id()::text::bigint
        """;

    const string EnqueueSql = """
        -- kernel.tx.enqueue
        insert into kernel.job (id, kind, key, body, due_at)
        select j.id, j.kind, j.key, j.body::jsonb, coalesce(j.due, now())
        from unnest(@ids::uuid[], @kinds::text[], @keys::text[], @bodies::text[], @dues::timestamptz[])
            as j(id, kind, key, body, due)
        order by j.kind, j.key
        on conflict (kind, key) where parked_at is null do update
            set body = excluded.body, due_at = excluded.due_at, attempts = 0, leased_until = null
        """;
}
