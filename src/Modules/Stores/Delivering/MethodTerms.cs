using System.ComponentModel.DataAnnotations;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>A method of delivery as a store writes it. Amounts are in minor units of its currency.</summary>
/// <param name="Kind">shipped, with zones; or pickup, with a place.</param>
/// <param name="DaysLeast">How long it takes, from the day an order became a sale.</param>
/// <param name="Position">The least comes first; of equally cheap ones it is chosen.</param>
/// <param name="Active">Whether buyers are offered it; left out, they are.</param>
/// <param name="TakesCash">Whether it can be paid at the door, or where it is picked up.</param>
/// <param name="FreeFrom">Items total from which it costs nothing; null for never.</param>
/// <param name="Price">Of a pickup; left out, it costs nothing.</param>
public sealed record MethodTerms(
    [property: Required, OneLine(80)] string Name,
    [property: Required, AllowedValues(DeliveryMethod.Shipped, DeliveryMethod.Pickup)] string Kind,
    [property: Required, Range(0, 365)] int? DaysLeast,
    [property: Required, Range(0, 365)] int? DaysMost,
    [property: Range(0, 1_000)] int? Position,
    bool? Active,
    bool? TakesCash,
    [property: Range(0, 1_000_000_000_000_000)] long? FreeFrom,
    [property: Range(0, DeliveryZone.MostMinor)] long? Price,
    [property: MaxLength(MethodTerms.MostZones)] IReadOnlyList<DeliveryZone>? Zones,
    PickupPlace? Place) : IValidatableObject
{
    public const int MostZones = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // What lists hold may be nothing in JSON; no list here means that.
        if (HasHole(Zones) || Zones?.Any(zone => HasHole(zone.Areas) || HasHole(zone.Bands)) is true)
            yield return new("A list holds nothing where something belongs.", [nameof(Zones)]);
    }

    static bool HasHole<T>(IEnumerable<T>? all) where T : class => all?.Any(one => one is null) is true;

    internal Refusal? Refuse() =>
        DaysLeast > DaysMost ? Refusals.DeliveryDaysWrong
        : Kind == DeliveryMethod.Pickup
            ? Place is null || Zones is { Count: > 0 } ? Refusals.DeliveryKindUnclear : null
        : Place is not null || Price is > 0 || Zones is not { Count: > 0 } zones ? Refusals.DeliveryKindUnclear
        : zones.Any(zone => !IsPriced(zone)) ? Refusals.DeliveryPriceUnclear
        : RefuseAreas([.. zones.SelectMany(zone => zone.Areas)]);

    static bool IsPriced(DeliveryZone zone) =>
        zone.Bands is { Count: > 0 } bands
            ? zone.Price is null && bands.Zip(bands.Skip(1)).All(pair => pair.First.UpToGrams < pair.Second.UpToGrams)
            : zone.Price is not null;

    static Refusal? RefuseAreas(IReadOnlyList<DeliveryArea> areas) =>
        areas.Count > DeliveryZone.MostAreas ? Refusals.TooManyDeliveryAreas
        : areas.Any(area => area is { Region: not null, PostalPrefix: not null }) ? Refusals.DeliveryAreaUnclear
        : areas.GroupBy(area => area).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? Refusals.DeliveryAreaTwice.With("area", twice.Key)
        : null;
}
