using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What letters say of returns.</summary>
sealed partial class OrderBook
{
    public async Task<IReadOnlyList<ReturnForLetter>> ReturnsForLettersAsync(Session session, Guid[] returns)
    {
        var rows = await session.ListAsync<ReturnRow>(ReturnsSql, new { database.Region, returns });
        if (rows.Count == 0) return [];
        var lines = (await session.ListAsync<ReturnedLine>(ReturnedSql, new
        {
            database.Region,
            returns = rows.Select(row => row.Id).ToArray(),
            orders = rows.Select(row => row.OrderId).ToArray(),
        })).ToLookup(line => line.Return);
        return
        [
            .. rows.Select(row =>
            {
                var buyer = Person.OpenContact(vault, row.ContactSealed);
                return new ReturnForLetter(
                    row.Id, row.Number, row.OrderId, row.StoreId, row.StoreName,
                    new Contact(buyer.FullName, buyer.Email, row.Locale, Verified: false),
                    new(row.RefundedMinor, row.Currency),
                    [
                        .. lines[row.Id].Select(line => new LineForLetter(
                            line.Title, line.Options, line.Quantity,
                            new Money(line.TotalMinor, row.Currency).Split(
                                [line.Quantity, line.Bought - line.Quantity])[0])),
                    ])
                { Account = row.AccountId };
            }),
        ];
    }

    sealed record ReturnRow(
        Guid Id, string Number, Guid OrderId, Guid StoreId, string StoreName, byte[] ContactSealed, string Locale,
        Guid? AccountId, string Currency, long RefundedMinor);

    sealed record ReturnedLine(
        Guid Return, string Title, string Options, int Quantity, int Bought, long TotalMinor);

    const string ReturnsSql = """
        -- orders.order-book.returns
        select r.id, r.number, r.order_id, r.store_id, o.store_name, c.contact_sealed, c.locale, c.account_id,
            o.currency, (
                select coalesce(sum(f.amount_minor), 0)::bigint from orders.refund f
                where f.region = @Region and f.order_id = r.order_id and f.return_id = r.id) as refunded_minor
        from unnest(@returns::uuid[]) as w(id)
        cross join lateral (
            select id, number, order_id, store_id from orders.return where region = @Region and id = w.id limit 1) r
        cross join lateral (
            select store_name, currency, checkout_id
            from orders.store_order
            where region = @Region and id = r.order_id
            limit 1) o
        cross join lateral (
            select contact_sealed, locale, account_id from orders.checkout
            where region = @Region and id = o.checkout_id
            limit 1) c
        order by r.id
        """;

    const string ReturnedSql = """
        -- orders.order-book.returned
        select s.id as return, o.title, o.options, l.quantity, o.quantity as bought,
            o.total_minor - o.discount_minor as total_minor
        from unnest(@returns::uuid[], @orders::uuid[]) as s(id, order_id)
        cross join lateral (
            select position, quantity from orders.return_line
            where region = @Region and return_id = s.id
            order by position
            limit 200) l
        cross join lateral (
            select title, options, quantity, total_minor, discount_minor from orders.order_line
            where region = @Region and order_id = s.order_id and position = l.position
            limit 1) o
        order by s.id, l.position
        """;
}
