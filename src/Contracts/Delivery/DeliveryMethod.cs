using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Feria.Contracts;

/// <summary>A way a store gets an order to its buyer. Amounts are in minor units of the store's currency.</summary>
/// <param name="Kind">shipped or pickup.</param>
/// <param name="FreeFrom">Items total from which it costs nothing; null for never.</param>
/// <param name="TakesCash">Whether it can be paid at the door, or where it is picked up.</param>
/// <param name="Price">Of a pickup; what is shipped is priced by its zones.</param>
/// <param name="Place">Where a pickup is.</param>
public sealed record DeliveryMethod(
    Guid Id, string Name, string Kind, int DaysLeast, int DaysMost, long? FreeFrom, bool TakesCash, long Price,
    IReadOnlyList<DeliveryZone> Zones, PickupPlace? Place)
{
    public const string Shipped = "shipped";
    public const string Pickup = "pickup";

    [JsonIgnore]
    public bool IsPickup => Kind == Pickup;

    /// <summary>The least it can cost for items of this total, wherever they go.</summary>
    public long LeastMinor(long items) => items >= FreeFrom ? 0
        : IsPickup ? Price
        : Zones.Min(zone => zone.Price ?? zone.Bands!.Min(band => band.Price));
}

/// <summary>Where something costs the same to send: for a flat price, or by weight.</summary>
/// <param name="Price">Whatever it weighs; null where bands say it.</param>
/// <param name="Bands">By weight, the lightest first; what is over the last is not delivered so.</param>
public sealed record DeliveryZone(
    [property: Length(1, DeliveryZone.MostAreas)] IReadOnlyList<DeliveryArea> Areas,
    [property: Range(0, DeliveryZone.MostMinor)] long? Price = null,
    [property: MaxLength(DeliveryZone.MostBands)] IReadOnlyList<WeightBand>? Bands = null)
{
    public const int MostAreas = 300;
    public const int MostBands = 20;
    public const int MostGrams = 10_000_000;

    public const long MostMinor = 1_000_000_000_000;
}

/// <summary>A country, a region of it, or what begins with some postal code there.</summary>
/// <param name="Country">By its ISO 3166-1 code.</param>
/// <param name="Region">By its ISO 3166-2 code without the country: SP.</param>
/// <param name="PostalPrefix">Letters and digits alone.</param>
public sealed record DeliveryArea(
    [property: Country] string Country,
    [property: RegularExpression("^[A-Z0-9]{1,3}$")] string? Region = null,
    [property: RegularExpression("^[A-Z0-9]{1,10}$")] string? PostalPrefix = null);

public sealed record WeightBand(
    [property: Range(1, DeliveryZone.MostGrams)] int UpToGrams,
    [property: Range(0, DeliveryZone.MostMinor)] long Price);

/// <summary>Where a store's orders are picked up: open to everybody, so nothing of it is sealed.</summary>
/// <param name="Hours">When it is open, in the store's words.</param>
/// <param name="Note">How to find it, what to bring.</param>
public sealed record PickupPlace(
    PostalAddress Address,
    [property: OneLine(200)] string Hours,
    [property: PlainText(500, Optional = true)] string? Note = null);

/// <summary>A method as buyers see it before anybody knows where to.</summary>
/// <param name="From">The least it costs.</param>
public sealed record DeliveryShown(
    string Name, string Kind, int DaysLeast, int DaysMost, Money From, PickupPlace? Place)
{
    /// <param name="items">What the items cost, in minor units.</param>
    public static IReadOnlyList<DeliveryShown> Of(
        IReadOnlyList<DeliveryMethod> methods, string currency, long items) =>
    [
        .. methods.Select(method => new DeliveryShown(
            method.Name, method.Kind, method.DaysLeast, method.DaysMost, new(method.LeastMinor(items), currency),
            method.Place)),
    ];
}

/// <summary>What an order was promised of its delivery, frozen at the sale.</summary>
/// <param name="Kind">shipped or pickup.</param>
/// <param name="DaysLeast">From the day it became a sale.</param>
/// <param name="Place">Where it is picked up.</param>
public sealed record DeliveryPromise(
    Guid Method, string Name, string Kind, int DaysLeast, int DaysMost, PickupPlace? Place)
{
    [JsonIgnore]
    public bool IsPickup => Kind == DeliveryMethod.Pickup;

    public static DeliveryPromise Of(DeliveryMethod method) =>
        new(method.Id, method.Name, method.Kind, method.DaysLeast, method.DaysMost, method.Place);
}
