using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Marketing;

/// <summary>
/// Which stores have promotions that run or come, as this process knows it; where the platform has one in all of them,
/// all have. A look at it costs nothing; where it does not know, everybody may have some, and the database is asked.
/// </summary>
public sealed class Offering(Database database, ILogger<Offering> log)
    : KnownHere(database, Changes.Of<PromotionsChanged>(), Backstop, log)
{
    // What is heard empties it; this only bounds what was not.
    static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);

    volatile HashSet<Guid>? known;
    int heard;

    /// <summary>Whether any of these stores may have promotions, or the platform in all of them.</summary>
    public bool MayHave(IEnumerable<Guid> stores) =>
        known is not { } now || now.Contains(Guid.Empty) || stores.Any(now.Contains);

    /// <summary>Knows nothing until it has looked again.</summary>
    public override void LookAgain()
    {
        Interlocked.Increment(ref heard);
        known = null;
        base.LookAgain();
    }

    public override async Task LookAsync(CancellationToken stop)
    {
        var before = Volatile.Read(ref heard);
        await using var session = await Database.ReadFreshAsync(stop);
        var owners = await session.ListAsync<Guid>(OwnersSql, new { Database.Region });
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
