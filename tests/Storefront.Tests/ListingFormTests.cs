using System.Text.Json;
using Feria.Catalog;
using Feria.SellerDesk;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Feria.Storefront.Tests;

/// <summary>A listing opened at the desk and saved as it is says what it said before.</summary>
public sealed class ListingFormTests
{
    static MyListing Lamp(int variants) => new(
        Guid.NewGuid(), "lamp", 7, Kept: true, Paused: false, "Lamp", "Gives *light*.", "Casa", "en", ["Colour"],
        [new("lamps", "Lamps"), new("gifts", "Gifts")],
        [
            new(Guid.NewGuid(), ["Of another store"], null, null, null, null, false, 0),
            .. Enumerable.Range(0, variants).Select(one => new MyListing.Variant(
                Guid.NewGuid(), [$"C{one}"], Guid.NewGuid(), $"L-{one}", new(1050 + one, "USD"), null, false, 3)),
        ],
        [new("https://example.com/a.png", "All"), new("/media/b", "The second", 2)],
        [
            new("height", "Altura", "cm", Number: 40.5m), new("model", "Model", Text: "1234"),
            new("watts", "Watts", Number: 60), new("dimmable", "Dimmable", Flag: false),
        ]);

    static JsonElement Saved(MyListing listing)
    {
        var shown = ListingForm.Of(listing, "USD");
        var sent = new Dictionary<string, StringValues>();
        foreach (var name in new[] { "version", "title", "description", "brand", "language", "category", "options" })
            sent[name] = shown.Fields[name];
        foreach (var (row, one) in shown.Variants.Index())
        {
            (sent[$"sku.{row}"], sent[$"choice.{row}"]) = (one.Sku, one.Options);
            (sent[$"price.{row}"], sent[$"list.{row}"], sent[$"stock.{row}"]) = (one.Price, one.ListPrice, one.Stock);
        }

        foreach (var (row, one) in shown.Facts.Index())
        {
            (sent[$"fact.{row}"], sent[$"value.{row}"], sent[$"unit.{row}"]) = (one.Name, one.Value, one.Unit);
            (sent[$"fact-code.{row}"], sent[$"fact-kind.{row}"]) = (one.Code, one.Kind);
        }

        foreach (var (row, one) in shown.Pictures.Index())
            (sent[$"url.{row}"], sent[$"alt.{row}"], sent[$"url-of.{row}"]) = (one.Url, one.Alt, one.Sku);
        var form = ListingForm.Read(new FormCollection(sent));
        form.Fields["currency"] = "USD";
        return JsonSerializer.SerializeToElement(form.Body(null!), Json.Options);
    }

    [Fact]
    public void Facts_stay_of_their_kind_and_pictures_of_their_variant()
    {
        var saved = Saved(Lamp(2));

        Assert.Equal(7, saved.GetProperty("version").GetInt32());
        Assert.Equal(
            ["lamps", "gifts"], saved.GetProperty("categories").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(
            ["height 40.5 cm", "model \"1234\"", "watts 60", "dimmable false"],
            saved.GetProperty("attributes").EnumerateArray().Select(one => string.Join(' ', new[]
            {
                one.GetProperty("code").GetString(),
                new[] { "text", "number", "flag" }.Select(kind => one.GetProperty(kind))
                    .Single(value => value.ValueKind != JsonValueKind.Null).GetRawText(),
                one.GetProperty("unit").GetString(),
            }.OfType<string>())));
        Assert.Equal(
            [null, 1],
            saved.GetProperty("pictures").EnumerateArray().Select(one => one.GetProperty("variant"))
                .Select(place => place.ValueKind == JsonValueKind.Null ? (int?)null : place.GetInt32()));
    }

    [Fact]
    public void As_many_variants_as_a_listing_may_have_are_saved() =>
        Assert.Equal(
            Enumerable.Range(0, 200).Select(one => $"L-{one} {1050 + one}"),
            Saved(Lamp(200)).GetProperty("variants").EnumerateArray().Select(one =>
                $"{one.GetProperty("sku").GetString()} {one.GetProperty("price").GetProperty("amount").GetInt64()}"));
}
