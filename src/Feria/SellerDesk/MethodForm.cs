using System.Globalization;
using System.Text.RegularExpressions;
using Feria.Contracts;
using Feria.Storefront;
using Feria.Stores;

namespace Feria.SellerDesk;

/// <summary>
/// A method of delivery as somebody fills it in: single fields, and zones with their prices, each with a place
/// (<c>areas.0</c>, <c>grams.0.1</c>). Nothing typed is lost; rows are added by buttons that send the form.
/// </summary>
public sealed partial class MethodForm
{
    static readonly string[] Single =
    [
        "version", "kind", "name", "daysLeast", "daysMost", "position", "active", "takesCash", "freeFrom", "price",
        "hours", "note", "do", .. AddressForm.Names,
    ];

    public required Filled Fields { get; init; }

    public required List<ZoneRow> Zones { get; init; }

    public bool IsPickup => Fields["kind"] == DeliveryMethod.Pickup;

    /// <param name="Areas">With commas or lines between: <c>BR, BR-SP, BR 013</c>.</param>
    public sealed record ZoneRow(string Areas, List<PriceRow> Prices);

    /// <param name="Grams">Up to so many; blank for whatever it weighs.</param>
    public sealed record PriceRow(string Grams, string Price);

    static PriceRow NoPrice => new("", "");

    public static MethodForm New(string? kind, string country) => new()
    {
        Fields = new()
        {
            ["kind"] = kind == DeliveryMethod.Pickup ? DeliveryMethod.Pickup : DeliveryMethod.Shipped,
            ["active"] = "on",
            ["country"] = country,
        },
        Zones = [new("", [NoPrice])],
    };

    public static MethodForm Of(MethodFile file, string currency)
    {
        var method = file.Method;
        return new()
        {
            Fields = new()
            {
                ["version"] = Text(file.Version),
                ["kind"] = method.Kind,
                ["name"] = method.Name,
                ["daysLeast"] = Text(method.DaysLeast),
                ["daysMost"] = Text(method.DaysMost),
                ["position"] = Text(file.Position),
                ["active"] = file.Active ? "on" : "",
                ["takesCash"] = method.TakesCash ? "on" : "",
                ["freeFrom"] = method.FreeFrom is { } free ? ShowListings.Text(free, currency) : "",
                ["price"] = ShowListings.Text(method.Price, currency),
                ["hours"] = method.Place?.Hours,
                ["note"] = method.Place?.Note,
                ["line1"] = method.Place?.Address.Line1,
                ["line2"] = method.Place?.Address.Line2,
                ["city"] = method.Place?.Address.City,
                ["region"] = method.Place?.Address.Region,
                ["postalCode"] = method.Place?.Address.PostalCode,
                ["country"] = method.Place?.Address.Country,
            },
            Zones =
            [
                .. method.Zones.Select(zone => new ZoneRow(
                    string.Join(", ", zone.Areas.Select(Text)),
                    zone.Price is { } flat
                        ? [new("", ShowListings.Text(flat, currency))]
                        : [.. zone.Bands!.Select(band => new PriceRow(
                            Text(band.UpToGrams), ShowListings.Text(band.Price, currency)))])),
            ],
        };
    }

    public static MethodForm Read(IFormCollection sent)
    {
        var zones = new List<ZoneRow>();
        for (var zone = 0; zone < MethodTerms.MostZones && sent.ContainsKey($"areas.{zone}"); zone++)
        {
            if (sent.ContainsKey($"gone.{zone}")) continue;
            var prices = new List<PriceRow>();
            for (var row = 0; row < DeliveryZone.MostBands && sent.ContainsKey($"cost.{zone}.{row}"); row++)
                prices.Add(new(
                    sent[$"grams.{zone}.{row}"].ToString().Trim(), sent[$"cost.{zone}.{row}"].ToString().Trim()));
            if (sent["do"] == $"band.{zone}" && prices.Count < DeliveryZone.MostBands) prices.Add(NoPrice);
            zones.Add(new(sent[$"areas.{zone}"].ToString().Trim(), prices));
        }

        if (sent["do"] == "zone" && zones.Count < MethodTerms.MostZones) zones.Add(new("", [NoPrice]));
        return new() { Fields = Filled.Of(sent, Single), Zones = zones };
    }

    /// <summary>The method as the API takes it; faults that no body could hold are told in the fields.</summary>
    public object? Terms(Visit visit, string currency)
    {
        var (least, most) = (NumberOf("daysLeast", visit), NumberOf("daysMost", visit));
        var position = Fields["position"] is { Length: > 0 } ? NumberOf("position", visit) : null;
        var (free, price) = (MoneyOf("freeFrom", visit, currency), MoneyOf("price", visit, currency));
        var zones = IsPickup ? [] : Zones.Select((zone, at) => ZoneOf(zone, at, visit, currency)).ToList();
        if (!Fields.Fine) return null;
        return new
        {
            name = Fields["name"],
            kind = Fields["kind"],
            daysLeast = least,
            daysMost = most,
            position,
            active = Fields["active"] is { Length: > 0 },
            takesCash = Fields["takesCash"] is { Length: > 0 },
            freeFrom = free,
            price = IsPickup ? price : null,
            zones,
            place = !IsPickup ? null : new
            {
                address = AddressForm.Of(Fields),
                hours = Fields["hours"],
                note = Fields["note"] is { Length: > 0 } note ? note : null,
            },
        };
    }

    object ZoneOf(ZoneRow zone, int at, Visit visit, string currency)
    {
        var areas = new List<object>();
        foreach (var text in zone.Areas.Split([',', '\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Trim()).Where(part => part.Length > 0))
            if (AreaOf(text) is { } area) areas.Add(area);
            else Fields.Blame("zones", visit.Say("ship.wrong-area", text));
        if (areas.Count == 0) Fields.Blame("zones", visit.Say("ship.no-area", at + 1));

        var said = zone.Prices.Where(row => row.Price.Length > 0 || row.Grams.Length > 0).ToList();
        var bands = new List<object>();
        long? flat = null;
        foreach (var row in said)
        {
            var price = ShowListings.MinorOf(row.Price, currency, isFreeToo: true);
            var isGrams = int.TryParse(row.Grams, NumberStyles.None, CultureInfo.InvariantCulture, out var grams)
                && grams is >= 1 and <= DeliveryZone.MostGrams;
            if (price is null || (row.Grams.Length > 0 && !isGrams))
                Fields.Blame("zones", visit.Say("ship.wrong-band", at + 1));
            else if (row.Grams.Length > 0) bands.Add(new { upToGrams = grams, price });
            else if (said.Count == 1) flat = price;
            else Fields.Blame("zones", visit.Say("ship.wrong-band", at + 1));
        }

        if (said.Count == 0) Fields.Blame("zones", visit.Say("ship.wrong-band", at + 1));
        return new { areas, price = flat, bands = flat is null ? bands : null };
    }

    static object? AreaOf(string text)
    {
        if (AreaShape().Match(text) is not { Success: true } match) return null;
        string? Part(string name) => match.Groups[name] is { Success: true } part
            ? string.Concat(part.Value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()
            : null;
        if (!CountryAttribute.All.Contains(Part("country")!) || Part("post") is { Length: > 10 }) return null;
        return new { country = Part("country"), region = Part("region"), postalPrefix = Part("post") };
    }

    int? NumberOf(string name, Visit visit)
    {
        if (int.TryParse(Fields[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Fields.Blame(name, visit.Say("ship.wrong-number"));
        return null;
    }

    long? MoneyOf(string name, Visit visit, string currency)
    {
        if (Fields[name] is not { Length: > 0 } text) return null;
        if (ShowListings.MinorOf(text, currency, isFreeToo: true) is { } minor) return minor;
        Fields.Blame(name, visit.Say("sell.wrong-amount"));
        return null;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An area as it is typed.</summary>
    public static string Text(DeliveryArea area) =>
        area.Country + (area.Region is { } region ? "-" + region : "")
        + (area.PostalPrefix is { } post ? " " + post : "");

    [GeneratedRegex(
        @"^(?<country>[A-Za-z]{2})(-(?<region>[A-Za-z0-9]{1,3})|\s+(?<post>[A-Za-z0-9][A-Za-z0-9 \-]{0,14}))?$")]
    private static partial Regex AreaShape();
}
