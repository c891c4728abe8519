using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The cart as it is worth at this instant, with words about what changed.</summary>
static class ShowCart
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/cart", Handle).AllowAnyone();

    static async Task<RazorComponentResult<CartPage>> Handle(
        Guid? removed, int? quantity, bool? added, string? because, string? coupon, Visit visit, Caller caller,
        Database db, Carts carts, SavedItems saved, TimeProvider clock, CancellationToken stop)
    {
        // A code that was tried and refused is shown where it was typed.
        var isOfCoupon = coupon is { Length: > 0 and <= 60 } && because is not null;
        await using var session = await db.ReadFreshAsync(stop);
        var cart = await carts.ReadAsync(session, Owner.Of(caller));
        var aside = cart.Saved > 0 ? await saved.ReadAsync(session, Owner.Of(caller)!) : [];
        return new(new
        {
            Shown = View(cart, visit) with
            {
                Saved = [.. aside.Select(item => LineOf(item, visit))],
                Today = clock.GetUtcNow(),
                Added = added is true,
                Removed = removed is { } offer ? new(offer, Math.Clamp(quantity ?? 1, 1, Cart.MostUnits)) : null,
                Problem = because is null || isOfCoupon ? null : visit.Refused(because),
                Typed = isOfCoupon ? coupon : null,
                CouponProblem = isOfCoupon ? visit.Refused(because!) : null,
            },
        });
    }

    static CartPage.View View(Cart cart, Visit visit) => new(
        [
            .. cart.Items
                .GroupBy(item => item.Store)
                .Select(store => new CartPage.Store(
                    store.Key.Name, ShowStore.PathOf(store.Key.Slug), [.. store.Select(item => LineOf(item, visit))])
                {
                    Methods = cart.Stores.FirstOrDefault(one => one.Store.Id == store.Key.Id)?.Methods ?? [],
                }),
        ],
        cart.Total is null ? null : Sum(cart.Stores.Select(store => store.Items)),
        cart.Total is null ? null : Sum(cart.Stores.Select(store => store.Delivery)),
        cart.Total is { } total
            ? [total]
            : [.. cart.Stores.Select(store => store.Total).GroupBy(money => money.Currency).Select(Sum)],
        cart.Count, cart.Version, cart.Buyable, null, null, false, default)
    {
        Discounts = Together(cart),
        IsDeliveryOpen = cart.Stores.Any(store => store.IsDeliveryOpen),
        Coupon = cart.Coupon,
    };

    /// <summary>What is taken off a cart of several stores, each promotion once.</summary>
    internal static IReadOnlyList<Discount> Together(Cart cart) =>
    [
        .. cart.Stores.SelectMany(store => store.Discounts)
            .GroupBy(one => (one.Name, one.Code, one.Amount.Currency))
            .Select(same => same.First() with { Amount = Sum(same.Select(one => one.Amount)) }),
    ];

    static CartPage.Line LineOf(CartItem item, Visit visit) => new(
        item.Offer, item.Product, Shelf.PathOf(item.Slug), item.Title,
        item.Options.Length > 0 ? item.Options : null, item.Picture,
        item.Price, item.Total, item.Quantity, item.Available,
        [.. item.Notices.Select(notice => WordsOf(notice, visit))],
        !item.Buyable);

    static string WordsOf(Notice notice, Visit visit) => visit.Knows("because." + notice.Code)
        ? visit.Say(
            "because." + notice.Code,
            notice.Was is { } was ? Figures.Plain(was, visit.Culture) : "",
            notice.Available ?? 0)
        : notice.Words;

    static Money Sum(IEnumerable<Money> parts) => parts.Aggregate((sum, part) => sum + part);
}
