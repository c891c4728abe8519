namespace Feria.Marketing;

/// <summary>Reads and writes banners. One changes under its row's lock alone.</summary>
static class BannerBook
{
    public static Task<BannerRow?> LockAsync(Tx tx, Guid banner) =>
        tx.OneOrNullAsync<BannerRow>(LockSql, new { banner });

    public static async Task<BannerFile?> FindAsync(Session session, Guid banner, DateTime now) =>
        await session.OneOrNullAsync<BannerRow>(FindSql, new { banner }) is { } row
            ? row.File(await ArmsAsync(session, [banner]), now)
            : null;

    static Task<IReadOnlyList<BannerArmRow>> ArmsAsync(Session session, Guid[] banners) =>
        session.ListAsync<BannerArmRow>(ArmsSql, new { banners });

    public static async Task<Page<BannerFile>> PageAsync(Session session, Guid before, int limit, DateTime now)
    {
        var rows = await session.ListAsync<BannerRow>(ListSql, new { before, limit = limit + 1 });
        var arms = (await ArmsAsync(session, [.. rows.Select(row => row.Id)])).ToLookup(one => one.BannerId);
        return Cursor.Cut([.. rows.Select(row => row.File(arms[row.Id], now))], limit, one => one.Id);
    }

    /// <summary>Those that may be shown now or later, the foremost first, with the variants they show.</summary>
    public static async Task<IReadOnlyList<(BannerRow Of, IReadOnlyList<BannerArmRow> Arms)>> OpenAsync(
        Session session)
    {
        var rows = await session.ListAsync<BannerRow>(OpenSql);
        var arms = (await ArmsAsync(session, [.. rows.Select(row => row.Id)])).ToLookup(one => one.BannerId);
        return
        [
            .. rows.Select(row => (row, (IReadOnlyList<BannerArmRow>)
                [.. arms[row.Id].Where(arm => arm.Share > 0).OrderBy(arm => arm.Arm)])),
        ];
    }

    /// <summary>Adds what was seen and followed.</summary>
    public static Task CountAsync(
        Tx tx, IReadOnlyDictionary<Guid, int> seen, IReadOnlyDictionary<Guid, int> followed)
    {
        Guid[] ids = [.. seen.Keys.Union(followed.Keys)];
        return tx.ExecuteAsync(CountSql, new
        {
            ids,
            seen = ids.Select(id => seen.GetValueOrDefault(id)).ToArray(),
            followed = ids.Select(id => followed.GetValueOrDefault(id)).ToArray(),
        });
    }

    const string LockSql = $"""
        -- marketing.banner-book.lock
        select {BannerRow.Columns} from marketing.banner b where b.id = @banner for update of b
        """;

    const string FindSql = $"""
        -- marketing.banner-book.find
        select {BannerRow.Columns} from marketing.banner b where b.id = @banner
        """;

    const string ListSql = $"""
        -- marketing.banner-book.list
        select {BannerRow.Columns} from marketing.banner b where b.id < @before order by b.id desc limit @limit
        """;

    const string ArmsSql = $"""
        -- marketing.banner-book.arms
        select {BannerArmRow.Columns} from marketing.banner_arm a where a.banner_id = any(@banners)
        """;

    const string OpenSql = $"""
        -- marketing.banner-book.open
        select {BannerRow.Columns}
        from marketing.banner b
        where b.ended_at is null and b.until_at > now()
        order by b.priority desc, b.id desc
        """;

    const string CountSql = """
        -- marketing.banner-book.count
        with held as (
            select id from marketing.banner_arm where id = any(@ids) order by id for update)
        update marketing.banner_arm a
        set impressions = a.impressions + n.seen, clicks = a.clicks + n.followed
        from held h
        join unnest(@ids::uuid[], @seen::int[], @followed::int[]) as n(id, seen, followed) on n.id = h.id
        where a.id = h.id
        """;
}
