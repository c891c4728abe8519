using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>What the caller waits for, latest first: a hundred at most.</summary>
public static class ListWaiting
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/waiting", Handle)
        .WithName(nameof(ListWaiting))
        .RequireAccount();

    public sealed record Line(Guid Offer, string Title, string Options, string Slug, string? Picture, DateTime Since);

    static async Task<Ok<Page<Line>>> Handle(
        Caller caller, Database database, IOfferBook offers, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(
            ListSql, new { database.Region, who = Waiter.Of(caller.Account!.Value), Waiter.Most });
        var terms = (await offers.TermsAsync(session, [.. rows.Select(row => row.Offer)]))
            .ToDictionary(offer => offer.Offer);
        return TypedResults.Ok(new Page<Line>(
            [
                .. rows.Where(row => terms.ContainsKey(row.Offer)).Select(row => (row.MadeAt, Of: terms[row.Offer]))
                    .Select(one => new Line(
                        one.Of.Offer, one.Of.Title, one.Of.Options, one.Of.Slug, one.Of.Picture, one.MadeAt)),
            ], null));
    }

    sealed record Row(Guid Offer, DateTime MadeAt);

    // By when and not by id: the key would be walked for one person's among everybody's.
    const string ListSql = """
        -- inventory.list-waiting.list
        select offer_id as offer, made_at
        from inventory.waiting
        where region = @Region and who = @who
        order by made_at desc, offer_id
        limit @Most
        """;
}
