namespace Feria.Marketing;

/// <summary>Reads and writes sponsorships. One changes under its row's lock alone.</summary>
static class SponsorshipBook
{
    public static Task<SponsorshipRow?> LockAsync(Tx tx, Guid sponsorship) =>
        tx.OneOrNullAsync<SponsorshipRow>(LockSql, new { sponsorship });

    public static async Task<SponsorshipFile?> FindAsync(Session session, Guid sponsorship, DateTime now) =>
        await session.OneOrNullAsync<SponsorshipRow>(FindSql, new { sponsorship }) is { } row
            ? row.File(await OffersAsync(session, [sponsorship]), now)
            : null;

    public static Task<IReadOnlyList<SponsoredRow>> OffersAsync(Session session, Guid[] sponsorships) =>
        session.ListAsync<SponsoredRow>(OffersSql, new { sponsorships });

    public static async Task<Page<SponsorshipFile>> PageAsync(Session session, Guid before, int limit, DateTime now)
    {
        var rows = await session.ListAsync<SponsorshipRow>(ListSql, new { before, limit = limit + 1 });
        var offers = (await OffersAsync(session, [.. rows.Select(row => row.Id)])).ToLookup(one => one.SponsorshipId);
        return Cursor.Cut([.. rows.Select(row => row.File(offers[row.Id], now))], limit, one => one.Id);
    }

    /// <summary>Those that may be shown now or later, with what they show, the highest bid first.</summary>
    public static async Task<IReadOnlyList<(SponsorshipRow Of, SponsoredRow Offer)>> OpenAsync(Session session)
    {
        var rows = await session.ListAsync<SponsorshipRow>(OpenSql);
        var offers = (await OffersAsync(session, [.. rows.Select(row => row.Id)]))
            .Where(one => one.RemovedAt is null).ToLookup(one => one.SponsorshipId);
        return [.. rows.SelectMany(row => offers[row.Id].OrderBy(one => one.Place).Select(one => (row, one)))];
    }

    const string LockSql = $"""
        -- marketing.sponsorship-book.lock
        select {SponsorshipRow.Columns} from marketing.sponsorship s where s.id = @sponsorship for update
        """;

    const string FindSql = $"""
        -- marketing.sponsorship-book.find
        select {SponsorshipRow.Columns} from marketing.sponsorship s where s.id = @sponsorship
        """;

    const string ListSql = $"""
        -- marketing.sponsorship-book.list
        select {SponsorshipRow.Columns}
        from marketing.sponsorship s
        where s.id < @before
        order by s.id desc
        limit @limit
        """;

    const string OffersSql = $"""
        -- marketing.sponsorship-book.offers
        select {SponsoredRow.Columns} from marketing.sponsored_offer o where o.sponsorship_id = any(@sponsorships)
        """;

    const string OpenSql = $"""
        -- marketing.sponsorship-book.open
        select {SponsorshipRow.Columns}
        from marketing.sponsorship s
        where s.ended_at is null and s.until_at > now()
        order by s.bid_minor desc, s.id
        """;
}
