using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>Offers whose quantities were found not to be what their movements say, newest first.</summary>
public static class ListDiscrepancies
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/stock-discrepancies", Handle)
        .WithName(nameof(ListDiscrepancies))
        .RequireAccess(Permission.ManageStock)
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Quantities(long OnHand, long Reserved, long Sold);

    /// <param name="State">open, repaired, or gone where it was true again when somebody came to repair it.</param>
    /// <param name="Kept">As they stood when it was found, and before a repair.</param>
    /// <param name="Proved">What movements, holds and units set aside make of them; what a repair wrote.</param>
    public sealed record Line(
        Guid Id, Guid Offer, string Sku, string Title, string State, DateTime FoundAt, Quantities Kept,
        Quantities Proved, DateTime? SettledAt, string? SettledBy, string? Why);

    static async Task<Results<Ok<Page<Line>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, IOfferBook offers, IAccountBook accounts,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        IReadOnlyList<Row> rows;
        IReadOnlyDictionary<Guid, OfferTerms> terms;
        await using (var session = await database.ReadAsync(stop))
        {
            rows = await session.ListAsync<Row>(
                ListSql, new { database.Region, before, limit = Cursor.Limit(limit) + 1 });
            terms = (await offers.TermsAsync(session, [.. rows.Select(row => row.Offer).Distinct()]))
                .ToDictionary(offer => offer.Offer);
        }

        var people = await accounts.ContactsAsync(
            [.. rows.Select(row => row.SettledBy).OfType<Guid>().Distinct()], stop);
        return TypedResults.Ok(Cursor.Cut(
            [
                .. rows.Select(row => new Line(
                    row.Id, row.Offer, terms.GetValueOrDefault(row.Offer)?.Sku ?? "",
                    terms.GetValueOrDefault(row.Offer)?.Title ?? "", row.State, row.FoundAt,
                    new(row.OnHand, row.Reserved, row.Sold),
                    new(row.ProvedOnHand, row.ProvedReserved, row.ProvedSold), row.SettledAt,
                    row.SettledBy is { } who ? people.GetValueOrDefault(who)?.FullName : null, row.Why)),
            ],
            Cursor.Limit(limit), line => line.Id));
    }

    sealed record Row(
        Guid Id, Guid Offer, string State, DateTime FoundAt, long OnHand, long Reserved, long Sold, long ProvedOnHand,
        long ProvedReserved, long ProvedSold, DateTime? SettledAt, Guid? SettledBy, string? Why);

    const string ListSql = """
        -- inventory.list-discrepancies.list
        select id, offer_id as offer, state, found_at, on_hand, reserved, sold, proved_on_hand, proved_reserved,
            proved_sold, settled_at, settled_by, why
        from inventory.discrepancy
        where region = @Region and id < @before
        order by id desc
        limit @limit
        """;
}
