using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Plans a lower price of some of a store's offers for a while: for all of them or none. What they cost before stands
/// struck through meanwhile and comes back at the end. As a preview it only says what each would cost.
/// </summary>
public static class SchedulePrices
{
    public const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/price-schedules", Handle)
        .WithName(nameof(SchedulePrices))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.SkuNotFound, Refusals.OfferTwice, Refusals.ReductionUnclear,
            Refusals.PriceNotLower, Refusals.ScheduleTimesWrong, Refusals.ScheduleOverlaps)
        .WithExample(new Body(["LAMP-1"], 20, null, null, null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc)));

    /// <param name="PercentOff">Off what each costs now. One of this, an amount and a price is said.</param>
    /// <param name="AmountOff">Off each, in minor units of the store's currency.</param>
    /// <param name="Price">What each costs then, in minor units.</param>
    /// <param name="From">Left out, it begins at once.</param>
    public sealed record Body(
        [Required, Length(1, Most)] IReadOnlyList<string> Skus,
        [Range(1, 99)] int? PercentOff,
        [Range(1, Catalog.Price.Most)] long? AmountOff,
        [Range(1, Catalog.Price.Most)] long? Price,
        DateTime? From,
        [Required] DateTime? Until,
        bool Preview = false);

    /// <param name="Id">Null in a preview.</param>
    public sealed record Planned(
        Guid? Id, Guid Offer, string Sku, string Title, string Options, Money Before, Money After);

    public sealed record Answer(DateTime From, DateTime Until, IReadOnlyList<Planned> Items);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, IStoreDesk desk, TurnPrices turning,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        string[] skus = [.. body.Skus.Select(sku => sku ?? "")];
        body = body with { Skus = skus };
        var known = await tx.ListAsync<Guid>(OffersSql, new { store, skus });
        await PutPrices.LockAsync(tx, [.. known]);
        var now = (await tx.ListAsync<Now>(NowSql, new { store, skus })).ToDictionary(offer => offer.Sku);
        var (from, until) = (body.From?.InUtc() ?? turning.Now, body.Until!.Value.InUtc());
        if (from < turning.Now) from = turning.Now;
        if (Refuse(body, now, from, until, turning.Now) is { } no) return no.AsProblem();
        if (await tx.OneOrNullAsync<Guid?>(TakenSql, new { offers = known.ToArray(), from, until }) is { } taken)
            return Refusals.ScheduleOverlaps
                .With("sku", now.Values.Single(offer => offer.Offer == taken).Sku).AsProblem();

        var planned = body.Skus.Select(sku => Plan(body, now[sku], body.Preview ? null : Id.New())).ToList();
        var answer = TypedResults.Ok(new Answer(from, until, planned));
        if (body.Preview) return answer;
        await tx.ExecuteAsync(PlanSql, new
        {
            store,
            from,
            until,
            caller.Account,
            standing.Currency,
            ids = planned.Select(one => one.Id).ToArray(),
            offers = planned.Select(one => one.Offer).ToArray(),
            prices = planned.Select(one => one.After.Amount).ToArray(),
        });
        await turning.TurnAsync(tx, [.. known]);
        return await tx.CommitAsync(answer);
    }

    static Planned Plan(Body body, Now offer, Guid? id) => new(
        id, offer.Offer, offer.Sku, offer.Title, offer.Options, offer.Price, offer.Price with
        {
            Amount = PassingPrice.Of(offer.Price, body.PercentOff, body.AmountOff, body.Price)!.Value,
        });

    internal static Refusal? Refuse(
        Body body, IReadOnlyDictionary<string, Now> offers, DateTime from, DateTime until, DateTime now) =>
        new object?[] { body.PercentOff, body.AmountOff, body.Price }.Count(said => said is not null) != 1
            ? Refusals.ReductionUnclear
        : until - from < TimeSpan.FromHours(1) || until - from > TimeSpan.FromDays(366)
            || from - now > TimeSpan.FromDays(366)
            ? Refusals.ScheduleTimesWrong
        : body.Skus.Distinct().Count() < body.Skus.Count ? Refusals.OfferTwice
        : body.Skus.FirstOrDefault(sku => !offers.ContainsKey(sku)) is { } unknown
            ? Refusals.SkuNotFound.With("sku", unknown)
        : body.Skus.FirstOrDefault(sku =>
            PassingPrice.Of(offers[sku].Price, body.PercentOff, body.AmountOff, body.Price) is null) is { } dear
            ? Refusals.PriceNotLower.With("sku", dear).With("price", offers[dear].Price)
        : null;

    internal sealed record Now(
        Guid Offer, string Sku, string Title, string Options, long PriceMinor, string Currency)
    {
        public Money Price => new(PriceMinor, Currency);
    }

    const string OffersSql = """
        -- catalog.schedule-prices.offers
        select o.id
        from unnest(@skus::text[]) as s(sku)
        join catalog.offer o on o.store_id = @store and o.sku = s.sku
        """;

    const string NowSql = """
        -- catalog.schedule-prices.now
        select distinct o.id as offer, o.sku, p.title, array_to_string(v.options, ' · ') as options, o.price_minor,
            o.currency
        from unnest(@skus::text[]) as s(sku)
        join catalog.offer o on o.store_id = @store and o.sku = s.sku
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.withdrawn_at is null or o.paused_at is not null
        """;

    const string TakenSql = """
        -- catalog.schedule-prices.taken
        select offer_id
        from catalog.scheduled_price
        where offer_id = any(@offers) and ended_at is null and from_at < @until and until_at > @from
        limit 1
        """;

    const string PlanSql = """
        -- catalog.schedule-prices.plan
        insert into catalog.scheduled_price (id, offer_id, store_id, price_minor, currency, from_at, until_at, made_by)
        select p.id, p.offer_id, @store, p.price, @Currency, @from, @until, @Account
        from unnest(@ids::uuid[], @offers::uuid[], @prices::bigint[]) as p(id, offer_id, price)
        """;
}
