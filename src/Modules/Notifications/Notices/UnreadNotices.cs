namespace Feria.Notifications;

/// <summary>How much an account has not read, of a copy that holds until something of it is heard.</summary>
public sealed class UnreadNotices(Cache cache, News news)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <param name="Many">Notices that were not read.</param>
    /// <param name="Last">The newest notice of all; null where there is none.</param>
    public sealed record Standing(int Many, Guid? Last);

    public async Task<Standing> OfAsync(Guid account, string region, CancellationToken stop) =>
        (await cache.GetAsync(
            $"bell:{account:N}", news.IsCurrent ? Fresh : TimeSpan.Zero,
            async session => new Cache.Filled<Standing>(await ReadAsync(session, account, region), [account]), stop))!
            .Value;

    internal static Task<Standing> ReadAsync(Session session, Guid account, string region) =>
        session.OneAsync<Standing>(StandingSql, new { region, account });

    const string StandingSql = """
        -- notifications.unread-notices.standing
        select (
            select count(*)::int from notifications.notice
            where region = @region and account_id = @account and read_at is null) as many, (
            select id from notifications.notice
            where region = @region and account_id = @account
            order by id desc
            limit 1) as last
        """;
}
