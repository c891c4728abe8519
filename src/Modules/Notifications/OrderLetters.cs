using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Writes buyers about their orders.</summary>
sealed class OrderLetters(
    IOrderBook orders, IPostOffice post, INoticeBoard notices, PublicSite site, TimeProvider clock)
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
        var told = new List<Notice>();
        foreach (var order in await orders.ForLettersAsync(tx, ids, method))
        {
            if (templateOf(order) is not { } template) continue;
            // However it is delivered, it is the same news.
            var kind = template.Replace("-promised", "").Replace("-pickup", "");
            var mark = $"{kind} {order.Order}";
            letters.Add((new(order.Buyer.Email, order.Buyer.Locale, template, Facts(order)), mark));
            if (order.Account is { } account)
                told.Add(new(
                    account, NoticeTopic.Orders, kind,
                    new Dictionary<string, string> { ["number"] = order.Number, ["store"] = order.Store },
                    $"/orders/{order.Order}", mark));
        }

        await post.PostOnceAsync(tx, letters);
        await notices.PostAsync(tx, told);
    }

    Dictionary<string, string> Facts(OrderForLetter order)
    {
        var locale = order.Buyer.Locale;
        return new(Facts(order.Promise))
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

    /// <summary>What was promised of the delivery; nothing where nothing was.</summary>
    internal static Dictionary<string, string> Facts(DeliveryPromise? promise) => promise is null ? [] : new()
    {
        ["method"] = promise.Name,
        ["days"] = promise.DaysLeast == promise.DaysMost
            ? $"{promise.DaysMost}"
            : $"{promise.DaysLeast}–{promise.DaysMost}",
        ["place"] = promise.Place is { } place ? Words(place) : "",
    };

    static string Words(PickupPlace place) => string.Join('\n', new[]
    {
        place.Address.Line1, place.Address.Line2,
        $"{place.Address.City}, {place.Address.Region} {place.Address.PostalCode}", place.Hours, place.Note,
    }.Where(line => !string.IsNullOrWhiteSpace(line)));

    internal static string Words(LineForLetter line, string locale) =>
        $"{line.Quantity} × {line.Title}"
        + $"{(line.Options is "" ? "" : $" ({line.Options})")}: {Currency.Words(line.Total, locale)}";
}
