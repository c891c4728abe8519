using System.Text.Json;
using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>
/// Tells those who wait for an offer that it is back, who waited longest first, as long as there is some of it. Being
/// told ends the wait in the transaction that posts the letter, so nobody is told twice.
/// </summary>
sealed class TellWaiting(
    Database database, IStock stock, IOfferBook offers, IStoreBook stores, IAccountBook accounts, IPostOffice post,
    INoticeBoard notices, PublicSite site, Vault vault) : Job
{
    public const string JobName = "inventory.tell-waiting";

    const int AtMost = 100;

    public sealed record Order(Guid Offer);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var offer = body.Deserialize<Order>(Json.Options)!.Offer;
        while (await TellAsync(offer, stop) == AtMost) { }
    }

    async Task<int> TellAsync(Guid offer, CancellationToken stop)
    {
        IReadOnlyList<Waits> next;
        await using (var session = await database.ReadFreshAsync(stop))
            next = await session.ListAsync<Waits>(NextSql, new { database.Region, offer, AtMost });
        if (next.Count == 0) return 0;
        var people = await accounts.ContactsAsync([.. next.Select(one => one.AccountId).OfType<Guid>()], stop);

        await using var tx = await database.WriteAsync(stop);
        if (await ForSaleAsync(tx, offer) is not { } back) return 0;
        var ended = (await tx.ListAsync<Guid>(
            EndSql, new { tx.Region, ids = next.Select(one => one.Id).ToArray() })).ToHashSet();
        if (ended.Count == 0) return next.Count;
        var page = $"product/{back.Offer.Slug}?variant={back.Offer.Variant}";
        foreach (var one in next.Where(one => ended.Contains(one.Id)))
            // Whoever closed their account waits for nothing.
            if (ReachOf(one, people) is var (email, locale))
                await post.PostAsync(tx, new Letter(email, locale, "waiting-over", new Dictionary<string, string>
                {
                    ["lines"] = Waiter.Words(back.Offer),
                    ["store"] = back.Store.Name,
                    ["link"] = site.Page(locale, page),
                }));
        await notices.PostAsync(tx,
        [
            .. from one in next
               where ended.Contains(one.Id) && one.AccountId is { } account && people.ContainsKey(account)
               select new Notice(
                   one.AccountId!.Value, NoticeTopic.Stock, "waiting-over",
                   new Dictionary<string, string> { ["title"] = back.Offer.Title, ["store"] = back.Store.Name },
                   "/" + page, $"waiting-over {one.Id}"),
        ]);
        await tx.CommitAsync();
        return next.Count;
    }

    // Also listed and in an open store: nobody is called to a closed door.
    async Task<(OfferTerms Offer, StoreSign Store)?> ForSaleAsync(Tx tx, Guid offer)
    {
        if (!(await stock.LevelsAsync(tx, [offer])).Any(level => level.Available > 0)) return null;
        if ((await offers.TermsAsync(tx, [offer])).SingleOrDefault() is not { Listed: true } terms) return null;
        return (await stores.SignsAsync(tx, [terms.Store])).Single() is { Open: true } store ? (terms, store) : null;
    }

    (string Email, string Locale)? ReachOf(Waits one, IReadOnlyDictionary<Guid, Contact> people) =>
        one.AccountId is not { } account ? (Waiter.OpenEmail(vault, one.EmailSealed!), one.Locale)
            : people.GetValueOrDefault(account) is { } contact ? (contact.Email, contact.Locale)
            : null;

    sealed record Waits(Guid Id, Guid? AccountId, byte[]? EmailSealed, string Locale);

    const string NextSql = """
        -- inventory.tell-waiting.next
        select id, account_id, email_sealed, locale
        from inventory.waiting
        where region = @Region and offer_id = @offer and confirmed_at is not null
        order by id
        limit @AtMost
        """;

    const string EndSql = """
        -- inventory.tell-waiting.end
        delete from inventory.waiting
        where region = @Region and id = any(array(
            select w.id
            from unnest(@ids::uuid[]) as i(id)
            cross join lateral (
                select id
                from inventory.waiting
                where region = @Region and waiting.id = i.id
                for update) w))
        returning id
        """;
}
