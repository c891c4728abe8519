namespace Feria.Bench;

/// <summary>Something the bench measures by itself.</summary>
/// <param name="Baseline">The file in Baselines it is held against, where it is one.</param>
sealed record Scenario(
    string Name, string Says, Func<Street, CancellationToken, Task<IReadOnlyList<Figure>>> RunAsync,
    string? Baseline = null)
{
    const string Spread = "checkout_spread.sql";
    const string Hot = "checkout_hot.sql";

    /// <summary>In the order they run: what leaves the least behind first.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("memory", "The application's memory before anybody comes.", Shopping.IdleAsync),
        new("driver", "What the load generator reaches of an endpoint that does nothing.", Reading.DriverAsync),
        new("product", "One product as JSON, asked for again and again.", Reading.ProductAsync),
        new("page", "The same product as a page.", Reading.PageAsync),
        new("list", "The first page of a category, of all categories.", Reading.ListAsync),
        .. Searching.Classes.Select(
            one => new Scenario(one.Name, one.Says, one.RunAsync, one.Baseline)),
        new("cart", "An item put in a cart.", Buying.CartAsync),
        new("checkout-spread", "Checkouts placed, of all offers alike.", Buying.SpreadAsync, Spread),
        new("checkout-hot", "Checkouts placed, all of one offer.", Buying.HotAsync, Hot),
        new("journey", "Cart, checkout by card, the gateway's webhook, confirmed.", Buying.JourneyAsync, Spread),
        new("flash-sale", "More buyers than units, through line and turn.", FlashSale.RunAsync),
        new("mixed", "60 product, 25 search and list, 10 cart, 5 checkout.", Shopping.MixedAsync),
        new("shoppers", "Thousands connected, each thinking 8 seconds between two requests.", Shopping.ShoppersAsync),
    ];
}
