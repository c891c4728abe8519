using System.Text.Json;
using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>
/// Writes a store's staff what ran low and was not told yet: each spell once, what is due together in one letter.
/// </summary>
sealed class TellLowStock(
    Database database, IStoreBook stores, IOfferBook offers, IAccountBook accounts, IPostOffice post,
    INoticeBoard notices, PublicSite site) : Job
{
    public const string JobName = "inventory.tell-low-stock";

    const int AtMost = 50;

    public sealed record Order(Guid Store);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var store = body.Deserialize<Order>(Json.Options)!.Store;
        IReadOnlyList<Guid> staff;
        await using (var session = await database.ReadFreshAsync(stop))
            staff = await stores.WorkersAsync(session, store, StoreRight.Serve);
        var people = await accounts.ContactsAsync([.. staff], stop);
        while (await TellAsync(store, people, stop) == AtMost) { }
    }

    async Task<int> TellAsync(Guid store, IReadOnlyDictionary<Guid, Contact> people, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var low = await tx.ListAsync<Untold>(TellSql, new { tx.Region, store, AtMost });
        if (low.Count == 0) return 0;

        var name = (await stores.SignsAsync(tx, [store])).Single().Name;
        var terms = (await offers.TermsAsync(tx, [.. low.Select(one => one.Offer).Distinct()]))
            .ToDictionary(offer => offer.Offer);
        var lines = string.Join('\n', low.Select(one => Words(terms[one.Offer], one.Free)));
        foreach (var (account, person) in people)
            await post.PostAsync(tx, new Letter(person.Email, person.Locale, "stock-low", new Dictionary<string, string>
            {
                ["name"] = person.FullName,
                ["store"] = name,
                ["lines"] = lines,
                ["link"] = site.Page(person.Locale, $"sell/{store}/stock?low=true"),
            }) { Heeds = (account, NoticeTopic.Stock) });
        await notices.PostAsync(tx,
        [
            .. people.Keys.Select(account => new Notice(
                account, NoticeTopic.Stock, "stock-low",
                new Dictionary<string, string> { ["store"] = name, ["title"] = terms[low[0].Offer].Title },
                $"/sell/{store}/stock?low=true", $"stock-low {Id.New()}")),
        ]);
        await tx.CommitAsync();
        return low.Count;
    }

    static string Words(OfferTerms offer, long free) =>
        $"{offer.Title}{(offer.Options is "" ? "" : $" ({offer.Options})")} · {offer.Sku}: {free}";

    sealed record Untold(Guid Offer, long Free);

    // It waits for who ends a spell just now: what it passed over would never be told.
    const string TellSql = """
        -- inventory.tell-low-stock.tell
        update inventory.low_spell
        set told_at = now()
        where region = @Region and store_id = @store and told_at is null and id = any(array(
            select id from inventory.low_spell
            where region = @Region and store_id = @store and told_at is null
            order by id
            limit @AtMost
            for update))
        returning offer_id as offer, free
        """;
}
