using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>A store as buyers see it: who it is, what delivery costs and how it is rated.</summary>
public static class GetStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/stores/{slug}", Handle)
        .WithName(nameof(GetStore))
        .AllowAnyone()
        .Refuses(Refusals.StoreNotFound);

    /// <param name="Open">Whether it sells now.</param>
    /// <param name="Away">On holiday: when it is back, where that was said, and what it says meanwhile.</param>
    /// <param name="FreeDeliveryFrom">Items total from which delivery is free; null for never.</param>
    public sealed record StoreView(
        Guid Id, string Slug, string Name, string About, string City, string Country, string Language, string Currency,
        bool Open, DateTime OpenedAt, Money Delivery, Money? FreeDeliveryFrom, StoreStars? Rating,
        Holiday? Away)
    {
        /// <summary>How it delivers; empty where every order costs the price of delivery.</summary>
        public IReadOnlyList<DeliveryShown> Methods { get; init; } = [];
    }

    public sealed record Holiday(DateTime? Until, string Note);

    /// <param name="Mean">Stars, 1 to 5, in hundredths.</param>
    public sealed record StoreStars(decimal Mean, int Count);

    static async Task<Results<Tagged<StoreView>, ProblemHttpResult>> Handle(
        string slug, Database db, IRatings ratings, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        return await FindAsync(session, ratings, slug) is { } store
            ? new Tagged<StoreView>(store)
            : Refusals.StoreNotFound.AsProblem();
    }

    /// <summary>The store at this address; null where there is none.</summary>
    public static async Task<StoreView?> FindAsync(Session session, IRatings ratings, string slug)
    {
        var row = await session.OneOrNullAsync<Row>(FindSql, new { slug });
        if (row is null) return null;
        var rating = (await ratings.OfStoresAsync(session, [row.Id])).SingleOrDefault();
        return new StoreView(
            row.Id, row.Slug, row.Name, row.About, row.City, row.Country, row.Language, row.Currency, row.Open,
            row.OpenedAt,
            new Money(row.DeliveryFeeMinor, row.Currency),
            row.FreeDeliveryFromMinor is { } from ? new Money(from, row.Currency) : null,
            rating is null ? null : new StoreStars(rating.MeanHundredths / 100m, rating.Count),
            row.Away ? new Holiday(row.HolidayUntil, row.HolidayNote) : null)
        {
            Methods = DeliveryShown.Of(DeliveryMethods.Read(row.Methods), row.Currency, 0),
        };
    }

    sealed record Row(
        Guid Id, string Slug, string Name, string About, string City, string Country, string Language, string Currency,
        bool Open, DateTime OpenedAt, long DeliveryFeeMinor, long? FreeDeliveryFromMinor, bool Away,
        DateTime? HolidayUntil, string HolidayNote, string? Methods);

    const string FindSql = $"""
        -- stores.get-store.find
        select s.id, s.slug, s.name, s.about, s.city, s.country, s.language, s.currency, s.open, s.opened_at,
            s.delivery_fee_minor, s.free_delivery_from_minor, s.holiday_since is not null as away, s.holiday_until,
            s.holiday_note,
            {DeliveryMethods.ActiveOfStore} as methods
        from stores.store s
        where s.slug = @slug and s.status in ('approved', 'suspended', 'closed')
        """;
}
