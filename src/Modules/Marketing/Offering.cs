using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Marketing;

/// <summary>
/// Which stores have promotions that run or come, as this process knows it; where the platform has one in all of them,
/// all have. A look at it costs nothing; where it does not know, everybody may have some, and the database is asked.
/// </summary>
public sealed class Offering : BackgroundService
{
    // What is heard empties it; this only bounds what was not.
    static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);
    static readonly Guid Subject = Changes.Of<PromotionsChanged>();

    readonly Database database;
    readonly ILogger<Offering> log;
    volatile TaskCompletionSource ring = NewRing();
    volatile HashSet<Guid>? known;
    int heard;

    public Offering(Database database, ILogger<Offering> log)
    {
        (this.database, this.log) = (database, log);
        database.Changes.Heard += Hear;
        database.Nodes.TimelineChanged += Forget;
    }

    /// <summary>Whether any of these stores may have promotions, or the platform in all of them.</summary>
    public bool MayHave(IEnumerable<Guid> stores) =>
        known is not { } now || now.Contains(Guid.Empty) || stores.Any(now.Contains);

    /// <summary>Knows nothing until it has looked again.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref heard);
        known = null;
        ring.TrySetResult();
    }

    static TaskCompletionSource NewRing() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    void Hear(IReadOnlyCollection<Change> changes)
    {
        foreach (var change in changes)
        {
            if (change.Subject != Subject) continue;
            Forget();
            return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            // Made before it looks: what is heard meanwhile makes it look again.
            var next = ring = NewRing();
            await Patiently.DoAsync(() => LookAsync(stop), log, stop);
            await Patiently.WaitAsync(next.Task, Backstop, stop);
        }
    }

    async Task LookAsync(CancellationToken stop)
    {
        var before = Volatile.Read(ref heard);
        await using var session = await database.ReadFreshAsync(stop);
        var owners = await session.ListAsync<Guid>(OwnersSql, new { database.Region });
        if (before == Volatile.Read(ref heard)) known = [.. owners];
    }

    const string OwnersSql = """
        -- marketing.offering.owners
        select distinct coalesce(s.store_id, p.owner_id)
        from marketing.promotion p
        left join marketing.promotion_store s on s.region = p.region and s.promotion_id = p.id
        where p.region = @Region and p.ended_at is null and p.until_at > now() and not p.is_by_coupon
        """;
}
