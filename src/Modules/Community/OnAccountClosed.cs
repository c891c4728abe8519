using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// A person left: what they said in public stays without their name, what they wrote to stores is erased. What they
/// wrote for a store is the store's.
/// </summary>
sealed class OnAccountClosed(IPictures kept, IOrderBook orders) : Reaction
{
    const int AtOnce = 500;

    public override string Name => "community.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] accounts = [.. events.Select(said => said.Key).Distinct()];
        foreach (var (product, review) in await tx.ListAsync<(Guid, Guid)>(ReviewsSql, new { accounts }))
        {
            await ReviewPictures.KeepAsync(tx, kept, review, []);
            tx.Append(new ReviewChanged(product, review));
        }

        foreach (var (product, question) in await tx.ListAsync<(Guid, Guid)>(QuestionsSql, new { accounts }))
            tx.Append(new QuestionRemoved(product, question));
        await tx.ExecuteAsync(MessagesSql, new { tx.Region, accounts });
        await tx.ExecuteAsync(AttachmentsSql, new { tx.Region, accounts });
        foreach (var account in accounts) await EraseAsGuestAsync(tx, account);
    }

    // What they wrote before the order was the account's names nobody.
    async Task EraseAsGuestAsync(Tx tx, Guid account)
    {
        Guid? before = null;
        while (true)
        {
            Guid[] page = [.. await orders.OfAccountAsync(tx, account, before, AtOnce)];
            await tx.ExecuteAsync(GuestMessagesSql, new { tx.Region, orders = page });
            await tx.ExecuteAsync(GuestAttachmentsSql, new { tx.Region, orders = page });
            if (page.Length < AtOnce) return;
            before = page[^1];
        }
    }

    const string ReviewsSql = """
        -- community.on-account-closed.reviews
        with written as materialized (
            select r.id
            from unnest(@accounts::uuid[]) as a(id)
            join community.review r on r.account_id = a.id
            order by r.id
            for update of r)
        update community.review r
        set account_id = null, author = '', pictures = '{}', version = version + 1
        from written w
        where r.id = w.id
        returning r.product_id, r.id
        """;

    const string MessagesSql = """
        -- community.on-account-closed.messages
        update community.message m
        set account_id = null, text_sealed = null
        from unnest(@accounts::uuid[]) as a(id)
        where m.region = @Region and m.account_id = a.id and m.side = 'buyer'
        """;

    const string GuestMessagesSql = """
        -- community.on-account-closed.guest-messages
        update community.message m
        set text_sealed = null
        from unnest(@orders::uuid[]) as o(id)
        where m.region = @Region and m.order_id = o.id and m.side = 'buyer' and m.account_id is null
            and m.text_sealed is not null
        """;

    const string GuestAttachmentsSql = """
        -- community.on-account-closed.guest-attachments
        update community.attachment f
        set name_sealed = null, going_at = coalesce(going_at, now())
        from unnest(@orders::uuid[]) as o(id)
        where f.region = @Region and f.order_id = o.id and f.side = 'buyer' and f.account_id is null
        """;

    // Their bytes go with the next sweep; nobody is shown them any more.
    const string AttachmentsSql = """
        -- community.on-account-closed.attachments
        update community.attachment f
        set account_id = null, name_sealed = null, going_at = coalesce(going_at, now())
        from unnest(@accounts::uuid[]) as a(id)
        where f.region = @Region and f.account_id = a.id and f.side = 'buyer'
        """;

    const string QuestionsSql = """
        -- community.on-account-closed.questions
        with asked as materialized (
            select q.id
            from unnest(@accounts::uuid[]) as a(id)
            join community.question q on q.account_id = a.id
            order by q.id
            for update of q)
        update community.question q
        set account_id = null, author = ''
        from asked a
        where q.id = a.id
        returning q.product_id, q.id
        """;
}
