namespace Feria.Marketing;

/// <summary>Reads landing pages. One changes under its row's lock alone; a version never does.</summary>
static class LandingBook
{
    /// <summary>The page with its newest version, held until the transaction ends.</summary>
    public static Task<LandingRow?> LockAsync(Tx tx, Guid page) =>
        tx.OneOrNullAsync<LandingRow>(LockSql, new { page });

    public static Task<LandingRow?> FindAsync(Session session, Guid page, int? version = null) =>
        session.OneOrNullAsync<LandingRow>(FindSql, new { page, version });

    /// <summary>The version of the page at an address that is published, whatever its times.</summary>
    public static Task<LandingRow?> PublishedAsync(Session session, string slug) =>
        session.OneOrNullAsync<LandingRow>(PublishedSql, new { slug });

    public static async Task<Page<LandingEntry>> PageAsync(Session session, Guid before, int limit, DateTime now)
    {
        var rows = await session.ListAsync<LandingRow>(ListSql, new { before, limit = limit + 1 });
        return Cursor.Cut([.. rows.Select(row => row.Entry(now))], limit, one => one.Id);
    }

    const string LockSql = $"""
        -- marketing.landing-book.lock
        select {LandingRow.Columns}
        from marketing.landing_page p
        join marketing.landing_page_version v on v.landing_page_id = p.id and v.version = p.version
        {LandingRow.Shown}
        where p.id = @page
        for update of p
        """;

    const string FindSql = $"""
        -- marketing.landing-book.find
        select {LandingRow.Columns}
        from marketing.landing_page p
        join marketing.landing_page_version v on v.landing_page_id = p.id and v.version = coalesce(@version, p.version)
        {LandingRow.Shown}
        where p.id = @page
        """;

    const string PublishedSql = $"""
        -- marketing.landing-book.published
        select {LandingRow.Columns}
        from marketing.landing_page p
        join marketing.landing_page_version v on v.landing_page_id = p.id and v.version = p.published_version
        {LandingRow.Shown}
        where p.slug = @slug
        """;

    const string ListSql = $"""
        -- marketing.landing-book.list
        select {LandingRow.Columns}
        from marketing.landing_page p
        join marketing.landing_page_version v on v.landing_page_id = p.id and v.version = p.version
        {LandingRow.Shown}
        where p.id < @before
        order by p.id desc
        limit @limit
        """;
}
