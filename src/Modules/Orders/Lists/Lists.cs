using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Reads and locks somebody's lists; what is on one changes under its row's lock.</summary>
public sealed class Lists(Database database, Vault vault, Carts carts, IStock stock)
{
    const string NameColumn = "orders.list.name_sealed";
    const string NoteColumn = "orders.list_item.note_sealed";

    /// <summary>All lists of an account, the first one first.</summary>
    public async Task<IReadOnlyList<KeptList>> OfAsync(Session session, Guid account) =>
        [.. (await session.ListAsync<Row>(OfSql, new { database.Region, account })).Select(Open)];

    public async Task<KeptList?> FindAsync(Session session, Guid account, Guid list) =>
        (await session.OneOrNullAsync<Row>(FindSql, new { database.Region, account, list })) is { } row
            ? Open(row)
            : null;

    public async Task<KeptList?> ByLinkAsync(Session session, string link) =>
        (await session.OneOrNullAsync<Row>(ByLinkSql, new { database.Region, link })) is { } row ? Open(row) : null;

    /// <summary>What is on a list, latest first, as it is worth now.</summary>
    public async Task<IReadOnlyList<KeptItem>> ItemsAsync(Session session, Guid list)
    {
        var rows = await session.ListAsync<ItemRow>(ItemsSql, new { database.Region, list, KeptList.MostItems });
        Guid[] wanted = [.. rows.Select(row => row.Offer)];
        if (wanted.Length == 0) return [];
        var (offers, stores) = await carts.SignsAsync(session, wanted);
        var available = (await stock.LevelsAsync(session, wanted))
            .ToDictionary(level => level.Offer, level => level.Available);
        return
        [
            .. rows.Select(row => (Row: row, Offer: offers.GetValueOrDefault(row.Offer))).Select(one => ListRules.Show(
                one.Row.Kept(), one.Offer, one.Offer is null ? null : stores.GetValueOrDefault(one.Offer.Store),
                available.GetValueOrDefault(one.Row.Offer),
                one.Row.NoteSealed is { } note ? vault.Open(note, NoteColumn) : null)),
        ];
    }

    /// <summary>Locks some of an account's lists in order of id; those it has not are left out.</summary>
    internal static Task<IReadOnlyList<Guid>> LockAsync(Tx tx, Guid account, params Guid[] lists) =>
        tx.ListAsync<Guid>(LockSql, new { tx.Region, account, lists });

    internal byte[] SealName(string name) => vault.Seal(name.Trim(), NameColumn);

    internal byte[]? SealNote(string? note) =>
        string.IsNullOrWhiteSpace(note) ? null : vault.Seal(note.Trim(), NoteColumn);

    KeptList Open(Row row) => new(
        row.Id, row.NameSealed is { } name ? vault.Open(name, NameColumn) : null, row.Place == 0, row.Items, row.Link);

    sealed record Row(Guid Id, int Place, byte[]? NameSealed, string? Link, int Items);

    sealed record ItemRow(
        Guid Offer, Guid Product, long PriceMinor, string Currency, bool WasInStock, byte[]? NoteSealed,
        DateTime KeptAt)
    {
        public ListRules.Kept Kept() => new(Offer, Product, PriceMinor, Currency, WasInStock, KeptAt);
    }

    const string OfSql = """
        -- orders.lists.of
        select l.id, l.place::int as place, l.name_sealed, l.link, i.items
        from orders.list l
        cross join lateral (
            select count(*)::int as items from orders.list_item where region = l.region and list_id = l.id) i
        where l.region = @Region and l.account_id = @account
        order by l.place
        """;

    const string FindSql = """
        -- orders.lists.find
        select l.id, l.place::int as place, l.name_sealed, l.link, (
            select count(*)::int from orders.list_item where region = l.region and list_id = l.id) as items
        from orders.list l
        where l.region = @Region and l.id = @list and l.account_id = @account
        """;

    const string ByLinkSql = """
        -- orders.lists.by-link
        select l.id, l.place::int as place, l.name_sealed, l.link, (
            select count(*)::int from orders.list_item where region = l.region and list_id = l.id) as items
        from orders.list l
        where l.region = @Region and l.link = @link
        """;

    const string ItemsSql = """
        -- orders.lists.items
        select offer_id as offer, product_id as product, price_minor, currency, was_in_stock, note_sealed, kept_at
        from orders.list_item
        where region = @Region and list_id = @list
        order by kept_at desc, offer_id
        limit @MostItems
        """;

    const string LockSql = """
        -- orders.lists.lock
        select id from orders.list
        where region = @Region and id = any(@lists) and account_id = @account
        order by id
        for update
        """;
}
