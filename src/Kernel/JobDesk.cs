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

    // More than this is simply many; counting on would cost more than it tells.
    public const int CountAtMost = 20_000;

    /// <summary>How many there are in each state, and how many are due: up to <see cref="CountAtMost"/>.</summary>
    public sealed record Counts(long Parked, long Failing, long Running, long Waiting, long Due);

    public async Task<Counts> CountAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneAsync<Counts>(CountSql, new { CountAtMost });
    }

    /// <summary>Of these kinds of jobs, those of which one failed and was not done since.</summary>
    public static Task<IReadOnlyList<string>> InTroubleAsync(Session session, string[] kinds) =>
        session.ListAsync<string>(InTroubleSql, new { kinds });

    /// <summary>How many are parked, counted to so many, and since when the first of them is.</summary>
    public static Task<(int Many, DateTime? Since)> ParkedAsync(Session session, int atMost) =>
        session.OneAsync<(int, DateTime?)>(CountParkedSql, new { atMost });

    /// <summary>Jobs of a state, the oldest first.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<Queued>> ListAsync(string? state, Guid after, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var sql = state switch
        {
            "parked" => ParkedSql,
            "failing" => FailingSql,
            "running" => RunningSql,
            "waiting" => WaitingSql,
            _ => ListSql,
        };
        return await session.ListAsync<Queued>(sql, new { after, limit, CountAtMost });
    }

    /// <summary>Has a job that failed run again, now and with all its tries.</summary>
    /// <returns>False where there is no such job, or it runs this moment.</returns>
    public async Task<bool> RetryAsync(Tx tx, Guid job) => await tx.ExecuteAsync(RetrySql, new { job }) == 1;

    /// <summary>Gives a parked job up for good.</summary>
    /// <returns>False where no such job is parked.</returns>
    public async Task<bool> DropAsync(Tx tx, Guid job) => await tx.ExecuteAsync(DropSql, new { job }) == 1;

    const string IsParked = "parked_at is not null";
    const string IsRunning = "parked_at is null and leased_until > now()";
    const string IsFree = "parked_at is null and coalesce(leased_until <= now(), true)";
    const string IsFailing = $"{IsFree} and last_error is not null";
    const string IsWaiting = $"{IsFree} and last_error is null";

    const string CountParkedSql = """
        -- kernel.job-desk.count-parked
        select count(*)::int as many, min(parked_at) as since
        from (
            select parked_at
            from kernel.job
            where parked_at is not null
            order by id
            limit @atMost) as parked
        """;

    // The longest due are taken first, so what runs is among them.
    const string CountSql = $"""
        -- kernel.job-desk.count
        select
            (select count(*) from (select from kernel.job where {IsParked} limit @CountAtMost) j) as parked,
            (select count(*) from (select from kernel.job where {IsFailing} limit @CountAtMost) j) as failing,
            (select count(*) filter (where leased_until > now()) from ({LongestDue}) j) as running,
            (select count(*) from (select from kernel.job where {IsWaiting} limit @CountAtMost) j) as waiting,
            (select count(*) filter (where coalesce(leased_until <= now(), true)) from ({LongestDue}) j) as due
        """;

    const string LongestDue =
        "select id, leased_until from kernel.job where parked_at is null and due_at <= now() "
        + "order by due_at limit @CountAtMost";

    const string Columns = $"""
        id, kind, key,
            case when {IsParked} then 'parked' when {IsRunning} then 'running' when {IsFailing} then 'failing'
                else 'waiting' end as state,
            attempts, last_error, due_at as due, parked_at, created_at
        """;

    const string ListSql = $"""
        -- kernel.job-desk.list
        select {Columns}
        from kernel.job
        where id > @after
        order by id
        limit @limit
        """;

    const string ParkedSql = $"""
        -- kernel.job-desk.parked
        select {Columns}
        from kernel.job
        where {IsParked} and id > @after
        order by id
        limit @limit
        """;

    const string FailingSql = $"""
        -- kernel.job-desk.failing
        select {Columns}
        from kernel.job
        where {IsFailing} and id > @after
        order by id
        limit @limit
        """;

    const string RunningSql = $"""
        -- kernel.job-desk.running
        select {Columns}
        from kernel.job
        where id = any(array(select id from ({LongestDue}) d where leased_until > now()))
            and leased_until > now() and id > @after
        order by id
        limit @limit
        """;

    const string WaitingSql = $"""
        -- kernel.job-desk.waiting
        select {Columns}
        from kernel.job
        where {IsWaiting} and id > @after
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

    const string InTroubleSql = """
        -- kernel.job-desk.in-trouble
        select k.kind
        from unnest(@kinds::text[]) as k(kind)
        where exists (
            select from kernel.job j where j.kind = k.kind and (j.parked_at is not null or j.last_error is not null))
        """;
}
