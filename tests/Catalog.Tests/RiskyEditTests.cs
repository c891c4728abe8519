using Feria.Contracts;

namespace Feria.Catalog.Tests;

/// <summary>What is risky of an edit, and how an edit comes apart into fields and together again.</summary>
public sealed class RiskyEditTests
{
    static readonly RiskyEdits.Terms Usual = new(100, 40);

    static PutMyListing.Body Lamp => new()
    {
        Title = "Lamp", Description = "Old.", Brand = "Pedra", Language = "en", OptionNames = ["Colour"],
        Categories = ["lamps"], Attributes = [new("height", "Height", "cm", Number: 40)],
        Variants =
        [
            new("A", new(100, "BRL"), 150, null, ["Grey"], 0), new("B", new(200, "BRL"), null, null, ["Black"], 500),
        ],
        Pictures = [new("/media/1"), new("/media/2", "Black", 1)],
    };

    static readonly Dictionary<string, Guid> Ids = new()
    {
        ["lamps"] = Guid.Parse("00000000-0000-0000-0000-000000000001"),
        ["old-lamps"] = Guid.Parse("00000000-0000-0000-0000-000000000001"),
        ["hoses"] = Guid.Parse("00000000-0000-0000-0000-000000000002"),
    };

    static string RisksOf(PutMyListing.Body asked) => string.Join(' ', RiskyEdits.InTold(
        ListingFields.Between(Lamp, asked, Ids), slug => slug == "hoses" ? 2 : 1, Usual).Select(risk => risk.Rule));

    [Theory]
    [InlineData("Lamp", "Soapstone lamp, large", false)]
    [InlineData("Soapstone lamp, large", "LÁMP", false)]
    [InlineData("Soapstnoe lamp", "Soapstone lamp", false)]
    [InlineData("Soapstone lamp", "Garden hose", true)]
    [InlineData("日本のランプ", "庭のホース", true)]
    public void A_title_of_which_little_stays_may_be_another_product(string from, string to, bool isRisky) =>
        Assert.Equal(isRisky ? "title" : "", string.Join(' ', RiskyEdits.InTold(
            [new("title", null, ListingFields.Text(from), ListingFields.Text(to))], _ => null, Usual)
            .Select(risk => risk.Rule)));

    [Theory]
    [InlineData(100, 200, null, false)]
    [InlineData(100, 201, null, true)]
    [InlineData(100, 50, null, false)]
    [InlineData(100, 49, null, true)]
    // In two steps within a day it comes no further.
    [InlineData(190, 300, 100L, true)]
    // From what was approved since it goes on.
    [InlineData(500, 480, 100L, false)]
    [InlineData(0, 1, null, true)]
    [InlineData(1_000_000_000_000, 1_000_000_000_000, null, false)]
    public void A_price_jumps_beyond_what_it_is_or_was_a_day_ago(long from, long to, long? dayAgo, bool isJump) =>
        Assert.Equal(isJump, RiskyEdits.IsJump(from, to, dayAgo, 100));

    [Fact]
    public void Brand_branch_and_pictures_are_risky_where_what_was_there_is_gone()
    {
        Assert.Equal("", RisksOf(Lamp));
        Assert.Equal("", RisksOf(Lamp with { Brand = "PÉDRA", Categories = ["old-lamps"] }));
        Assert.Equal("brand", RisksOf(Lamp with { Brand = "Other" }));
        Assert.Equal("brand", RisksOf(Lamp with { Brand = null }));
        Assert.Equal("category", RisksOf(Lamp with { Categories = ["hoses", "lamps"] }));
        Assert.Equal("category", RisksOf(Lamp with { Categories = [] }));
        Assert.Equal("", RisksOf(Lamp with { Categories = ["lamps", "hoses"] }));
        Assert.Equal("", RisksOf(Lamp with { Pictures = [new("/media/2"), new("/media/3")] }));
        Assert.Equal("pictures", RisksOf(Lamp with { Pictures = [new("/media/3")] }));
        Assert.Equal("pictures", RisksOf(Lamp with { Pictures = [] }));
    }

    [Fact]
    public void An_edit_comes_apart_into_fields_and_together_again()
    {
        var asked = Lamp with
        {
            Title = "Lamps", Brand = null, Categories = ["hoses"],
            Attributes = [new("height", "Höhe", null, Number: 40.000m), new("new", "New", Flag: true)],
            Variants =
            [
                new("B", new(210, "BRL"), 205, null, ["Coal"]), new("C", new(300, "BRL"), 400, 7, ["Red"], 90),
            ],
            Pictures = [new("/media/2", "Coal", 0), new("/media/3", "", 1)],
        };
        var changes = ListingFields.Between(Lamp, asked, Ids);
        Assert.Equal(
            "title brand categories attributes pictures variants price:B",
            string.Join(' ', changes.Select(one => one.Sku is null ? one.Field : $"{one.Field}:{one.Sku}")));
        var made = ListingFields.With(Lamp, changes);
        // What nobody weighed anew weighs what it did, and a list price that is no higher is none.
        var wanted = asked with
        {
            Variants = [asked.Variants[0] with { WeightGrams = 500, ListPrice = null }, asked.Variants[1]],
        };
        Assert.Equal(ListingFields.Text(wanted), ListingFields.Text(made));
        Assert.Equal(ListingFields.Text(Lamp), ListingFields.Text(ListingFields.With(Lamp, [])));

        // Of the pictures alone, those that show what is not there show the product.
        var pictures = ListingFields.With(Lamp, [.. changes.Where(one => one.Field == "pictures")]);
        Assert.Equal([(1, "/media/2"), ((int?)null, "/media/3")], pictures.Pictures!.Select(p => (p.Variant, p.Url)));
        Assert.Empty(ListingFields.Between(
            Lamp, Lamp with { Categories = ["old-lamps"], Attributes = [new("height", "Alto", Number: 40.0m)] }, Ids));
    }

    [Fact]
    public void Fields_are_told_in_lines()
    {
        var fields = ListingFields.Between(Lamp, Lamp with
        {
            Description = "New.\r\nLines.",
            Variants = [Lamp.Variants[0] with { Price = new(1234, "BRL"), ListPrice = 2000 }, Lamp.Variants[1]],
            Pictures = [new("/media/2", "Black", 1)],
        }, Ids).Select(change => FieldLines.Shown(change)).ToList();
        Assert.Equal(
            "description: Old. → New./Lines.; pictures: /media/1//media/2 Black (B) → /media/2 Black (B); "
            + "price: 1.00 BRL/1.50 BRL → 12.34 BRL/20.00 BRL",
            string.Join("; ", fields.Select(one =>
                $"{one.Name}: {string.Join('/', one.From)} → {string.Join('/', one.To)}")));
    }
}
