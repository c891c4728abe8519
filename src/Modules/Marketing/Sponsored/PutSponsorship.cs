using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes a sponsorship, or changes it while it is not ended. What it has spent stays spent; an offer taken out of it is
/// shown no more.
/// </summary>
public static class PutSponsorship
{
    /// <summary>So many that are not over: what each process keeps in mind.</summary>
    public const int MostOpen = 100;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/marketing/sponsorships/{sponsorship:guid}", Handle)
        .WithName(nameof(PutSponsorship))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.SponsorshipTimesWrong, Refusals.SponsorshipBudgetTooSmall, Refusals.SponsorshipEnded,
            Refusals.SponsorshipCurrencyStays, Refusals.SponsoredOffersUnknown, Refusals.TooManySponsorships)
        .WithExample(new SponsorshipTerms(
            "Lamps in spring", [Guid.Empty], "BRL", 500_00, 40, null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc)));

    static async Task<Results<Ok<SponsorshipFile>, ProblemHttpResult>> Handle(
        Guid sponsorship, SponsorshipTerms terms, Caller caller, Database database, IOfferBook offers,
        TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var held = await SponsorshipBook.LockAsync(tx, sponsorship);
        if (terms.Refuse(held, now) is { } wrong) return wrong.AsProblem();
        Guid[] wanted = [.. terms.Offers.Distinct()];
        var known = (await offers.TermsAsync(tx, wanted)).ToDictionary(one => one.Offer, one => one.Product);
        if (known.Count < wanted.Length) return Refusals.SponsoredOffersUnknown.AsProblem();
        if (held is null && await tx.OneAsync<int>(CountSql, new { now }) >= MostOpen)
            return Refusals.TooManySponsorships.AsProblem();
        var before = held is null ? null : await SponsorshipBook.FindAsync(tx, sponsorship, now);
        await tx.ExecuteAsync(PutSql, new
        {
            sponsorship, terms.Name, terms.Currency, terms.Budget, terms.Bid, caller.Account,
            from = terms.FromAt(held, now),
            until = terms.Until!.Value.InUtc(),
        });
        await tx.ExecuteAsync(OffersSql, new
        {
            sponsorship, now, offers = wanted,
            ids = wanted.Select(_ => Id.New()).ToArray(),
            products = wanted.Select(offer => known[offer]).ToArray(),
            places = Enumerable.Range(0, wanted.Length).Select(place => (short)place).ToArray(),
        });
        tx.Append(new ShowingChanged(sponsorship));
        var file = (await SponsorshipBook.FindAsync(tx, sponsorship, now))!;
        tx.Audit("sponsorship", sponsorship, before is null ? null : Told(before), Told(file));
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    static object Told(SponsorshipFile file) => new
    {
        file.Name, file.Budget, file.Bid, file.From, file.Until,
        offers = file.Offers.Where(one => !one.IsRemoved).Select(one => one.Offer),
    };

    // They are counted: two that are made at once may not both be the last.
    const string AloneSql = """
        -- marketing.put-sponsorship.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.sponsorships', 0))
        """;

    const string CountSql = """
        -- marketing.put-sponsorship.count
        select count(*)::int from marketing.sponsorship where ended_at is null and until_at > @now
        """;

    const string PutSql = """
        -- marketing.put-sponsorship.put
        insert into marketing.sponsorship (id, name, currency, budget_minor, bid_minor, from_at, until_at, made_by)
        values (@sponsorship, @Name, @Currency, @Budget, @Bid, @from, @until, @Account)
        on conflict (id) do update
            set name = excluded.name, budget_minor = excluded.budget_minor, bid_minor = excluded.bid_minor,
                from_at = excluded.from_at, until_at = excluded.until_at
        """;

    const string OffersSql = """
        -- marketing.put-sponsorship.offers
        with gone as (
            update marketing.sponsored_offer set removed_at = @now
            where sponsorship_id = @sponsorship and removed_at is null and not (offer_id = any(@offers)))
        insert into marketing.sponsored_offer (id, sponsorship_id, offer_id, product_id, place)
        select o.id, @sponsorship, o.offer_id, o.product_id, o.place
        from unnest(@ids::uuid[], @offers::uuid[], @products::uuid[], @places::smallint[])
            as o(id, offer_id, product_id, place)
        on conflict (sponsorship_id, offer_id) do update set place = excluded.place, removed_at = null
        """;
}
