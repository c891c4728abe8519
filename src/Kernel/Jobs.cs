using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>
/// Work that is not an event: mail, expiry, sweeping. A row in one durable queue, run at least once, backed off on
/// failure and parked when hopeless; so a job must be safe to run twice.
/// </summary>
public abstract class Job
{
    /// <summary>Stable name, <c>module.verb-noun</c>: rows wait under it.</summary>
    public abstract string Name { get; }

    /// <summary>Set for a job that runs by the clock; it then needs no order.</summary>
    public virtual TimeSpan? Every => null;

    /// <summary>
    /// How often it is tried before it is parked, with back-off between (1 s doubling to 10 minutes).
    /// </summary>
    public virtual int Tries => 12;

    /// <summary>
    /// How many of a process's hands it may have at once: who waits for somebody outside leaves hands for others.
    /// </summary>
    public virtual int HandsAtMost => int.MaxValue;

    public abstract Task RunAsync(JsonElement body, CancellationToken stop);
}

/// <summary>Somebody a job asked wants to be left alone for a while; it is tried again after that, no sooner.</summary>
public sealed class TryLater(string message, TimeSpan wait) : Exception(message)
{
    static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public TimeSpan Wait { get; } = wait < Longest ? wait : Longest;
}

/// <summary>
/// Takes due jobs with <c>skip locked</c>; any number of processes share the queue. A job is leased while it runs and
/// its lease renewed, so that a long job is not run twice and a dead process's job is soon another's.
/// </summary>
public sealed class JobRunner(Database database, IEnumerable<Job> jobs, ILogger<JobRunner> log) : BackgroundService
{
    const int Hands = 4;

    // Once is no incident: whoever was asked is asked again in a moment.
    const int FailuresToTell = 3;

    /// <summary>How long a job waits after the process that ran it died.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim looking = new(1);
    readonly Dictionary<string, Job> byName = jobs.ToDictionary(job => job.Name);
    readonly ConcurrentDictionary<string, int> running = [];

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Patiently.DoAsync(() => ScheduleAsync(stop), log, stop);
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => WorkAsync(stop)));
    }

    // One idle hand looks for all; once it has found something, the next one looks.
    async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await Patiently.DoAsync(async () => await RunAsync(await FindAsync(stop), stop), log, stop);
    }

    async Task<Taken> FindAsync(CancellationToken stop)
    {
        await looking.WaitAsync(stop);
        try
        {
            while (true)
            {
                var ring = database.JobBell.Next;
                if (await TakeAsync(stop) is { } taken) return taken;
                await Patiently.WaitAsync(ring, TimeSpan.FromSeconds(1), stop);
                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>Runs one due job; false where none is due.</summary>
    public async Task<bool> RunNextAsync(CancellationToken stop) =>
        await TakeAsync(stop) is { } taken && await RunAsync(taken, stop);

    async Task<Taken?> TakeAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var kinds = byName.Values.Where(job => running.GetValueOrDefault(job.Name) < job.HandsAtMost)
            .Select(job => job.Name).ToArray();
        var taken = await tx.OneOrNullAsync<Taken>(TakeSql, new { kinds, Lease });
        if (taken is null) return null;
        await tx.CommitAsync();
        // Within the turn of who looks: the next one sees it.
        running.AddOrUpdate(taken.Kind, 1, (_, many) => many + 1);
        return taken;
    }

    async Task<bool> RunAsync(Taken taken, CancellationToken stop)
    {
        try
        {
            return await DoAsync(taken, stop);
        }
        finally
        {
            running.AddOrUpdate(taken.Kind, 0, (_, many) => many - 1);
            // Who looks may have passed over others of its kind.
            if (byName[taken.Kind].HandsAtMost < Hands) database.JobBell.Wake();
        }
    }

    async Task<bool> DoAsync(Taken taken, CancellationToken stop)
    {
        var job = byName[taken.Kind];
        using var ran = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewing = RenewAsync(taken, ran.Token);
        var isStopped = false;
        string? fault = null;
        var wait = TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, taken.Attempts - 1)));
        try
        {
            await job.RunAsync(JsonSerializer.Deserialize<JsonElement>(taken.Body), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            isStopped = true;
        }
        catch (Exception failure) // one bad job must not stop the queue: it is kept with its reason
        {
            fault = $"{failure.GetType().Name}: {failure.Message}";
            if (failure is TryLater later && later.Wait > wait) wait = later.Wait;
            log.LogWarning(failure, "Job {Job} failed, try {Try}", taken.Kind, taken.Attempts);
            Note(job, taken, failure);
        }

        await ran.CancelAsync();
        taken = taken with { LeasedUntil = await renewing };
        await using var settle = await database.WriteAsync(CancellationToken.None);
        if (isStopped) await settle.ExecuteAsync(HandBackSql, new { taken.Id, taken.LeasedUntil });
        else if (fault is null && job.Every is null) await settle.ExecuteAsync(
            DoneSql, new { taken.Id, taken.LeasedUntil });
        else if (fault is null) await settle.ExecuteAsync(
            AgainSql, new { taken.Id, taken.LeasedUntil, wait = job.Every!.Value });
        else await settle.ExecuteAsync(FailedSql, new
        {
            taken.Id,
            taken.LeasedUntil,
            fault,
            wait,
            hopeless = IsHopeless(job, taken),
        });
        await settle.CommitAsync();
        return !isStopped;
    }

    static bool IsHopeless(Job job, Taken taken) => job.Every is null && taken.Attempts >= job.Tries;

    void Note(Job job, Taken taken, Exception failure)
    {
        if (!IsHopeless(job, taken) && (failure is TryLater || taken.Attempts < FailuresToTell)) return;
        database.Mishaps.Note(
            new Mishap(
                Mishap.Job, failure.GetBaseException().GetType().Name, taken.Kind.Split('.')[0], taken.Kind,
                IsHopeless(job, taken) ? Severity.Error : Severity.Warning),
            failure.GetBaseException().Message);
    }

    // Gives the end of the last lease it got; one that was lost or ordered anew meanwhile is let go.
    async Task<DateTime> RenewAsync(Taken taken, CancellationToken ran)
    {
        var lease = taken.LeasedUntil;
        while (true)
        {
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, ran), Lease / 3, ran);
            if (ran.IsCancellationRequested) return lease;
            await Patiently.DoAsync(async () =>
            {
                await using var tx = await database.WriteAsync(CancellationToken.None);
                var renewed = await tx.OneOrNullAsync<DateTime?>(RenewSql, new { taken.Id, held = lease, Lease });
                if (renewed is null) return;
                await tx.CommitAsync();
                lease = renewed.Value;
            }, log, ran);
        }
    }

    async Task ScheduleAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        foreach (var job in byName.Values.Where(job => job.Every is not null))
            await tx.ExecuteAsync(ScheduleSql, new { id = Id.New(), job.Name });
        await tx.CommitAsync();
    }

    sealed record Taken(Guid Id, string Kind, string Body, int Attempts, DateTime LeasedUntil);

    const string TakeSql = """
        -- kernel.jobs.take
        update kernel.job set leased_until = now() + @Lease, attempts = attempts + 1
        where id = (
            select id from kernel.job
            where kind = any(@kinds) and due_at <= now() and parked_at is null
                and (leased_until is null or leased_until < now())
            order by due_at
            limit 1
            for update skip locked)
        returning id, kind, body::text, attempts, leased_until
        """;

    const string RenewSql = """
        -- kernel.jobs.renew
        update kernel.job set leased_until = now() + @Lease
        where id = @Id and leased_until = @held
        returning leased_until
        """;

    // Ordered anew while it ran (leased_until was reset): the new order stays.
    const string DoneSql = """
        -- kernel.jobs.done
        delete from kernel.job where id = @Id and leased_until = @LeasedUntil
        """;

    // Another process takes it at once.
    const string HandBackSql = """
        -- kernel.jobs.hand-back
        update kernel.job set leased_until = null, attempts = attempts - 1
        where id = @Id and leased_until = @LeasedUntil
        """;

    const string AgainSql = """
        -- kernel.jobs.again
        update kernel.job set due_at = now() + @wait, leased_until = null, attempts = 0, last_error = null
        where id = @Id and leased_until = @LeasedUntil
        """;

    const string FailedSql = """
        -- kernel.jobs.failed
        update kernel.job
        set due_at = now() + @wait, leased_until = null, last_error = left(@fault, 2000),
            parked_at = case when @hopeless then now() end
        where id = @Id and leased_until = @LeasedUntil
        """;

    const string ScheduleSql = """
        -- kernel.jobs.schedule
        insert into kernel.job (id, kind, key, body, due_at) values (@id, @Name, 'by the clock', '{}', now())
        on conflict (kind, key) where parked_at is null do nothing
        """;
}
