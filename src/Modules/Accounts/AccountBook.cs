using Feria.Contracts;

namespace Feria.Accounts;

sealed class AccountBook(Database db, Vault vault) : IAccountBook
{
    public async Task<Contact?> ContactAsync(Guid account, CancellationToken stop) =>
        (await ContactsAsync([account], stop)).GetValueOrDefault(account);

    public async Task<IReadOnlyDictionary<Guid, Contact>> ContactsAsync(Guid[] accounts, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        return (await session.ListAsync<Reachable>(ContactsSql, new { db.Region, accounts })).ToDictionary(
            row => row.Id, row => new Contact(
                vault.OpenName(row.FullNameSealed), vault.OpenEmail(row.EmailSealed), row.Locale, row.Verified));
    }

    public Task<IReadOnlyList<Guid>> HoldersAsync(Session session, string permission, int limit) =>
        session.ListAsync<Guid>(HoldersSql, new { db.Region, permission, limit });

    public Task<IReadOnlyList<LiveSession>> SessionsAsync(Session session, Guid[] sessions) =>
        session.ListAsync<LiveSession>(SessionsSql, new { sessions });

    public async Task<PostalAddress?> AddressAsync(Guid account, Guid? address, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        return await session.OneOrNullAsync<byte[]>(AddressSql, new { db.Region, account, address }) is { } found
            ? vault.OpenAddress(found)
            : null;
    }

    public Task<IReadOnlyList<KnownAccount>> KnownAsync(Session session, Guid[] accounts) =>
        session.ListAsync<KnownAccount>(KnownSql, new { db.Region, accounts });

    public Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        session.ListAsync<Guid>(WalkSql, new { db.Region, after, limit });

    sealed record Reachable(Guid Id, byte[] FullNameSealed, byte[] EmailSealed, string Locale, bool Verified);

    const string ContactsSql = """
        -- accounts.account-book.contacts
        select f.id, f.full_name_sealed, f.email_sealed, f.locale, f.verified
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select id, full_name_sealed, email_sealed, locale, status = 'active' as verified
            from accounts.account
            where region = @Region and account.id = a.id and status <> 'closed'
            limit 1) f
        """;

    const string KnownSql = """
        -- accounts.account-book.known
        select f.id as account, f.locale, f.created_at as registered_at, f.verified as is_verified, d.country,
            d.region_code as zone
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select id, locale, created_at, status = 'active' as verified
            from accounts.account
            where region = @Region and account.id = a.id and status <> 'closed'
            limit 1) f
        left join lateral (
            select country, region_code
            from accounts.address
            where region = @Region and account_id = a.id and is_default
            limit 1) d on true
        """;

    const string WalkSql = """
        -- accounts.account-book.walk
        select id from accounts.account
        where region = @Region and id > @after and status <> 'closed'
        order by id
        limit @limit
        """;

    const string HoldersSql = """
        -- accounts.account-book.holders
        select distinct h.account_id
        from accounts.role_permission p
        join accounts.account_role h on h.role = p.role and h.region = @Region
        join accounts.account a on a.region = h.region and a.id = h.account_id and a.status = 'active'
            and a.suspended_at is null
        where p.permission = @permission and h.role <> 'buyer'
        order by h.account_id
        limit @limit
        """;

    const string SessionsSql = """
        -- accounts.account-book.sessions
        select s.id, s.client, s.expires_at as until
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.id = any(@sessions) and s.expires_at > now()
        """;

    const string AddressSql = """
        -- accounts.account-book.address
        select address_sealed
        from accounts.address
        where region = @Region and account_id = @account
            and case when @address::uuid is null then is_default else id = @address end
        """;
}
