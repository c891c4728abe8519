using System.Globalization;
using Feria.Accounts;
using Feria.Contracts;
using Feria.Orders;

namespace Feria.Storefront;

/// <summary>Methods of delivery between the checkout's form, the API and the words of the pages.</summary>
static class HowDelivered
{
    /// <summary>A field a store: <c>delivery-</c> and its id, with the id of the method.</summary>
    public const string Field = "delivery-";

    /// <summary>Where it goes as the form says it, by which methods, paid how.</summary>
    public static Delivering Of(Filled form, IFormCollection? sent, IReadOnlyList<SavedAddress> addresses)
    {
        var chosen = BuyCart.Chosen(form, addresses);
        var to = addresses.FirstOrDefault(address => address.Id == chosen) is { } kept
            ? new Destination(kept.Country, kept.Region, kept.PostalCode)
            : form["postalCode"] is { Length: > 0 } postal && form["country"] is { Length: > 0 } country
                ? new Destination(country, form["region"], postal)
                : null;
        return new(to, form["method"] is { Length: > 0 } method ? method : null, NamedOf(sent));
    }

    public static IReadOnlyDictionary<Guid, Guid> NamedOf(IFormCollection? sent)
    {
        var named = new Dictionary<Guid, Guid>();
        foreach (var (name, value) in sent?.Where(one => one.Key.StartsWith(Field, StringComparison.Ordinal)) ?? [])
            if (Guid.TryParse(name[Field.Length..], out var store) && Guid.TryParse(value, out var method))
                named[store] = method;
        return named;
    }

    /// <summary>What is chosen no more where it is not possible, so that the usual one is.</summary>
    public static Delivering Without(this Delivering how, IEnumerable<Guid> stores) => how with
    {
        Named = how.Named.Where(one => !stores.Contains(one.Key)).ToDictionary(),
    };

    /// <summary>Whether the refusal is that delivery turned out to cost something else than was shown.</summary>
    public static bool IsNews(Inside.Trouble? problem, IFormCollection? sent, Money now) =>
        problem?.Code == Orders.Refusals.QuoteChanged.Code
        && long.TryParse(sent?["delivered"], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
        && shown != now.Amount;

    public static string Days(int least, int most, Visit visit) => (least, most) switch
    {
        (0, 0) => visit.Say("delivery.same-day"),
        (1, 1) => visit.Say("delivery.one-day"),
        (0, 1) => visit.Say("delivery.within-day"),
        (0, _) => visit.Say("delivery.within-days", most),
        _ when least == most => visit.Say("delivery.days", most),
        _ => visit.Say("delivery.days-from-to", least, most),
    };

    public static string PriceOf(Money price, Visit visit) =>
        price.Amount == 0 ? visit.Say("checkout.free") : Figures.Plain(price, visit.Culture);

    /// <summary>Price, days and place; or why not.</summary>
    public static string More(DeliveryOption option, Visit visit) => option.Price is not { } price
        ? visit.Say("delivery.why." + option.Why)
        : $"{PriceOf(price, visit)} · {Days(option.DaysLeast, option.DaysMost, visit)}"
            + (option.Place is { } place ? $" · {Where(place, visit)}" : "");

    /// <summary>Where something is picked up, in one line.</summary>
    public static string Where(PickupPlace place, Visit visit) =>
        string.Join(", ", AddressForm.LinesOf(place.Address, visit.Language)) + " · " + place.Hours;

    /// <summary>By when it comes, counted from the day it became a sale; null where none is waited for.</summary>
    public static string? Until(Order order, Visit visit)
    {
        if (order.Promise is not { } promise
            || order.Status is OrderStatus.Delivered or OrderStatus.Cancelled or OrderStatus.Refunded
            || (promise.IsPickup && order.Status == OrderStatus.Shipped)) return null;
        if (order.History.FirstOrDefault(step => OrderStatus.ToDo.Contains(step.Status))?.At is not { } sold)
            return Days(promise.DaysLeast, promise.DaysMost, visit);
        string On(int days) => Figures.ShortDay(new DateTimeOffset(sold, TimeSpan.Zero).AddDays(days), visit.Culture);
        return promise.IsPickup
            ? visit.Say("delivery.ready", On(promise.DaysMost))
            : visit.Say("delivery.promise", On(promise.DaysLeast), On(promise.DaysMost));
    }

    /// <summary>A status in the words of what is sent, or of what is picked up.</summary>
    public static string Status(string status, DeliveryPromise? promise, Visit visit, string of = "status.") =>
        promise is { IsPickup: true } && visit.Knows($"{of}pickup.{status}")
            ? visit.Say($"{of}pickup.{status}")
            : visit.Say(of + status);
}
