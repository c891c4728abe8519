using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Puts an offer on one of the caller's lists, on the first where none is named. What is there already keeps when and
/// at what price it was put there; a note that is sent takes the place of the one before.
/// </summary>
public static class KeepOffer
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/me/kept/{offer:guid}", Handle)
        .WithName(nameof(KeepOffer))
        .RequireAccount()
        .Refuses(Refusals.OfferNotFound, Refusals.ListNotFound, Refusals.ListFull)
        .WithExample(new Body(null, "In blue"));

    /// <param name="List">Null for the first list.</param>
    /// <param name="Note">A blank one takes the note away; null leaves it.</param>
    public sealed record Body(Guid? List, [PlainText(500, Optional = true)] string? Note);

    static async Task<Results<Ok<KeptList>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, Database database, Lists lists, IOfferBook offers, IStock stock,
        CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var tx = await database.WriteAsync(stop);
        // A note beside what is there already is its owner's, whatever became of the offer.
        if (body is { List: { } list, Note: { } note } && (await Lists.LockAsync(tx, account, list)).Count > 0
            && await tx.ExecuteAsync(NoteSql, new { tx.Region, list, offer, noteSealed = lists.SealNote(note) }) > 0)
            return await tx.CommitAsync(TypedResults.Ok(await lists.FindAsync(tx, account, list)));
        if ((await offers.TermsAsync(tx, [offer])).SingleOrDefault() is not { Listed: true } terms)
            return Refusals.OfferNotFound.AsProblem();
        var available = (await stock.LevelsAsync(tx, [offer])).Sum(level => level.Available);
        var wanted = body.List ?? await FirstAsync(tx, account);
        if ((await Lists.LockAsync(tx, account, wanted)).Count == 0) return Refusals.ListNotFound.AsProblem();
        if (await tx.ExecuteAsync(KeepSql, new
        {
            tx.Region, wanted, offer, terms.Product, terms.PriceMinor, terms.Currency, wasInStock = available > 0,
            noteSealed = lists.SealNote(body.Note), isNoted = body.Note is not null, KeptList.MostItems,
        }) == 0) return Refusals.ListFull.AsProblem();
        return await tx.CommitAsync(TypedResults.Ok(await lists.FindAsync(tx, account, wanted)));
    }

    static async Task<Guid> FirstAsync(Tx tx, Guid account)
    {
        // Again where somebody removed it between the two.
        while (true)
        {
            await tx.ExecuteAsync(BeginSql, new { tx.Region, id = Id.New(), account });
            if (await tx.OneOrNullAsync<Guid?>(FirstSql, new { tx.Region, account }) is { } first) return first;
        }
    }

    const string NoteSql = """
        -- orders.keep-offer.note
        update orders.list_item set note_sealed = @noteSealed
        where region = @Region and list_id = @list and offer_id = @offer
        """;

    const string BeginSql = """
        -- orders.keep-offer.begin
        insert into orders.list (region, id, account_id, place) values (@Region, @id, @account, 0)
        on conflict do nothing
        """;

    const string FirstSql = """
        -- orders.keep-offer.first
        select id from orders.list where region = @Region and account_id = @account and place = 0 for update
        """;

    const string KeepSql = """
        -- orders.keep-offer.keep
        insert into orders.list_item as i (
            region, list_id, offer_id, product_id, price_minor, currency, was_in_stock, note_sealed)
        select @Region, @wanted, @offer, @Product, @PriceMinor, @Currency, @wasInStock, @noteSealed
        where @MostItems > (
            select count(*) from orders.list_item
            where region = @Region and list_id = @wanted and offer_id <> @offer)
        on conflict (region, list_id, offer_id) do update
            set note_sealed = case when @isNoted then excluded.note_sealed else i.note_sealed end
        """;
}
