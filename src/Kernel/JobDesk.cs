namespace Feria.Kernel;

/// <summary>What a person can see of the job queue and do to it.</summary>
public sealed class JobDesk(Database database)
{
    /// <summary>
    /// parked: given up after too many tries; failing: failed, to be tried again; running; waiting: due or later.
    /// </summary>
    public static readonly IReadOnlyList<string> States = ["parked", "failing", "running", "waiting"];

    /// <param name="Key">Tells orders of one kind apart; a later order of the same key replaces one that waits.</param>
    /// <param name="Due">Not before; for a running one, since.</param>
    public sealed record Queued(
        Guid Id, string Kind, string? Key, string State, int Attempts, string? LastError, DateTime Due,
        DateTime? ParkedAt, DateTime CreatedAt);

    /// <summary>How many there are in each state.</summary>
    public sealed record Counts(long Parked, long Failing, long Running, long Waiting, long Due);

    public async Task<Counts> CountAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneAsync<Counts>(CountSql);
    }

    /// <summary>Jobs of a state, the oldest first.</summary>
    /// <param name="after">The last one of the page before; null begins.</param>
    public async Task<IReadOnlyList<Queued>> ListAsync(string? state, Guid? after, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Queued>(ListSql, new { state, after, limit });
    }

    /// <summary>Has a job that failed run again, now and with all its tries.</summary>
    /// <returns>False where there is no such job, or it runs this moment.</returns>
    public async Task<bool> RetryAsync(Tx tx, Guid job) => await tx.ExecuteAsync(RetrySql, new { job }) == 1;

    /// <summary>Gives a parked job up for good.</summary>
    /// <returns>False where no such job is parked.</returns>
    public async Task<bool> DropAsync(Tx tx, Guid job) => await tx.ExecuteAsync(DropSql, new { job }) == 1;

    const string StateSql = """
        case
            when parked_at is not null then 'parked'
            when leased_until > now() then 'running'
            when last_error is not null then 'failing'
            else 'waiting'
        end
        """;

    const string CountSql = $"""
        -- kernel.job-desk.count
        select count(*) filter (where state = 'parked') as parked, count(*) filter (where state = 'failing') as failing,
            count(*) filter (where state = 'running') as running, count(*) filter (where state = 'waiting') as waiting,
            count(*) filter (where state in ('failing', 'waiting') and due_at <= now()) as due
        from (select due_at, {StateSql} as state from kernel.job) j
        """;

    const string ListSql = $"""
        -- kernel.job-desk.list
        select id, kind, key, state, attempts, last_error, due_at as due, parked_at, created_at
        from (
            select id, kind, key, attempts, last_error, due_at, parked_at, created_at, {StateSql} as state
            from kernel.job) j
        where (@state::text is null or state = @state) and (@after::uuid is null or id > @after)
        order by id
        limit @limit
        """;

    // Where the same work was ordered anew meanwhile, that order stands and the old one has had its time.
    const string RetrySql = """
        -- kernel.job-desk.retry
        with found as (
            select id, kind, key
            from kernel.job
            where id = @job and (parked_at is not null or last_error is not null)
                and (leased_until is null or leased_until < now())
            for update
        ), replaced as (
            delete from kernel.job j
            using found f
            where j.id = f.id and exists (
                select from kernel.job n
                where n.kind = f.kind and n.key = f.key and n.parked_at is null and n.id <> f.id)
            returning j.id
        )
        update kernel.job j set parked_at = null, due_at = now(), attempts = 0, leased_until = null
        from found f
        where j.id = f.id and f.id not in (select id from replaced)
        """;

    const string DropSql = """
        -- kernel.job-desk.drop
        delete from kernel.job where id = @job and parked_at is not null
        """;
}
