using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Writes buyers about their orders.</summary>
sealed class OrderLetters(IOrderBook orders, IPostOffice post, PublicSite site, TimeProvider clock)
{
    // Later than that nobody is helped by the news, and who was written to is no longer remembered.
    internal static readonly TimeSpan News = TimeSpan.FromDays(30);

    /// <summary>
    /// Posts the letter named for each event's order, once; orders for which it names none are passed over.
    /// </summary>
    /// <param name="method">Of orders to be paid by this method alone.</param>
    public async Task PostAsync(
        Tx tx, IEnumerable<LoggedEvent> events, Func<OrderForLetter, string?> templateOf, string? method = null)
    {
        Guid[] ids = [.. events.Where(said => said.At > clock.GetUtcNow() - News).Select(said => said.Key).Distinct()];
        var letters = new List<(Letter, string)>();
        foreach (var order in await orders.ForLettersAsync(tx, ids, method))
            if (templateOf(order) is { } template)
                letters.Add((
                    new(order.Buyer.Email, order.Buyer.Locale, template, Facts(order)), $"{template} {order.Order}"));
        await post.PostOnceAsync(tx, letters);
    }

    Dictionary<string, string> Facts(OrderForLetter order)
    {
        var locale = order.Buyer.Locale;
        return new()
        {
            ["name"] = order.Buyer.FullName,
            ["number"] = order.Number,
            ["store"] = order.Store,
            ["total"] = Currency.Words(order.Total, locale),
            ["checkoutTotal"] = Currency.Words(order.CheckoutTotal, locale),
            ["lines"] = string.Join('\n', order.Lines.Select(line => Words(line, locale))),
            ["link"] = site.Page(locale, $"orders/{order.Order}"),
        };
    }

    internal static string Words(LineForLetter line, string locale) =>
        $"{line.Quantity} × {line.Title}"
        + $"{(line.Options is "" ? "" : $" ({line.Options})")}: {Currency.Words(line.Total, locale)}";
}
