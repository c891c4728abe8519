using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

/// <summary>What delivering costs, by the rule alone.</summary>
public sealed class DeliveriesTests
{
    static readonly Destination Home = new("BR", "SP", "01310-100");

    static DeliveryMethod Ship(string name, params DeliveryZone[] zones) =>
        new(Id.New(), name, DeliveryMethod.Shipped, 2, 5, null, true, 0, zones, null);

    static DeliveryMethod PickUp(long price = 0) => new(
        Id.New(), "Shop", DeliveryMethod.Pickup, 0, 1, null, true, price, [],
        new(new("Rua A 1", null, "Santos", "SP", "11010-000", "BR"), "Mo-Fr 9-18"));

    static DeliveryZone Flat(long price, params DeliveryArea[] areas) => new(areas, price);

    static DeliveryOffer Of(DeliveryMethod method, Destination? to, long grams = 1_000, long items = 5_000,
        string? payment = null) =>
        Assert.Single(Deliveries.Of([method], "BRL", new(new(items, "BRL"), grams, to, payment)));

    static (long?, string?) Told(DeliveryOffer offer) => (offer.Price?.Amount, offer.Why);

    [Theory]
    [InlineData("BR", "SP", "01310-100", 300, null)]
    [InlineData("BR", "SP", "01410-100", 200, null)]
    [InlineData("BR", "br-sp", "04410-100", 100, null)]
    [InlineData("BR", "RJ", "01410-100", 200, null)]
    [InlineData("BR", "RJ", "20000-000", 900, null)]
    [InlineData("BR", "São Paulo", "04410-100", null, "region_unclear")]
    [InlineData("BR", "Rio", "20000-000", null, "region_unclear")]
    [InlineData("BR", "", "04410-100", null, "region_unclear")]
    [InlineData("BR", "São Paulo", "01310-100", 300, null)]
    [InlineData("BR", "SP", "013", null, "postal_code_unclear")]
    [InlineData("BR", "SP", "", null, "postal_code_unclear")]
    [InlineData("PT", "Lisboa", "1000-001", 1_900, null)]
    [InlineData("AR", "C", "1000", null, "not_there")]
    public void The_most_particular_area_counts_and_nothing_is_guessed(
        string country, string region, string postal, int? price, string? why) => Assert.Equal(
        ((long?)price, why),
        Told(Of(
            Ship("Mail",
                Flat(100, new DeliveryArea("BR", "SP")), Flat(900, new DeliveryArea("BR")),
                Flat(200, new DeliveryArea("BR", PostalPrefix: "01")),
                Flat(300, new DeliveryArea("BR", PostalPrefix: "01310")),
                Flat(1_900, new("AO"), new("PT"))),
            new(country, region, postal))));

    [Theory]
    [InlineData("NSW", 100, null)]
    [InlineData("vic", 900, null)]
    [InlineData("WA", null, "region_unclear")]
    [InlineData("AU-WA", 900, null)]
    [InlineData("AU-Western Australia", null, "region_unclear")]
    public void A_code_is_as_long_as_one_of_the_method_s_or_has_its_country_before_it(
        string region, int? price, string? why) => Assert.Equal(
        ((long?)price, why),
        Told(Of(
            Ship("Mail", Flat(100, new DeliveryArea("AU", "NSW")), Flat(900, new DeliveryArea("AU"))),
            new("AU", region, "6000"))));

    [Theory]
    [InlineData(1, 500)]
    [InlineData(1_000, 500)]
    [InlineData(1_001, 900)]
    [InlineData(5_000, 900)]
    [InlineData(5_001, null)]
    public void A_band_holds_its_last_gram_and_over_the_last_band_it_does_not_go(int grams, int? price)
    {
        var mail = Ship("Mail", new DeliveryZone([new("BR")], null, [new(1_000, 500), new(5_000, 900)]));
        Assert.Equal(((long?)price, price is null ? "too_heavy" : null), Told(Of(mail, Home, grams)));
    }

    [Fact]
    public void Without_an_address_only_what_is_picked_up_has_a_price()
    {
        Assert.Equal((null, "address_needed"), Told(Of(Ship("Mail", Flat(100, new DeliveryArea("BR"))), null)));
        Assert.Equal((150, null), Told(Of(PickUp(150), null)));
    }

    [Fact]
    public void It_is_free_from_its_total_and_takes_cash_only_where_it_says_so()
    {
        var mail = Ship("Mail", Flat(100, new DeliveryArea("BR"))) with { FreeFrom = 5_000, TakesCash = false };
        Assert.Equal((100, null), Told(Of(mail, Home, items: 4_999)));
        Assert.Equal((0, null), Told(Of(mail, Home, items: 5_000)));
        Assert.Equal((null, "no_cash"), Told(Of(mail, Home, payment: PaymentMethod.CashOnDelivery)));
        Assert.Equal((0, null), Told(Of(mail, Home, payment: PaymentMethod.Card)));
        Assert.Equal("other_currency", Assert.Single(
            Deliveries.Of([mail], "USD", new(new(5_000, "BRL"), 1, Home, null))).Why);
    }

    [Fact]
    public void Chosen_is_what_was_named_or_the_cheapest_that_is_shipped()
    {
        var (dear, cheap, also) = (
            Ship("Express", Flat(900, new DeliveryArea("BR"))), Ship("Mail", Flat(100, new DeliveryArea("BR"))),
            Ship("Post", Flat(100, new DeliveryArea("BR"))));
        var (abroad, shop) = (Ship("Sea", Flat(1, new DeliveryArea("PT"))), PickUp());
        var offers = Deliveries.Of([dear, cheap, also, abroad, shop], "BRL", new(new(1, "BRL"), 1, Home, null));
        Assert.Equal(cheap, Deliveries.Choose(offers, null)!.Method);
        Assert.Equal(shop, Deliveries.Choose(offers, shop.Id)!.Method);
        Assert.Null(Deliveries.Choose(offers, abroad.Id));
        Assert.Null(Deliveries.Choose(offers, Id.New()));
        Assert.Null(Deliveries.Choose(Deliveries.Of([shop], "BRL", new(new(1, "BRL"), 1, Home, null)), null));
    }

    /// <summary>Against a rule that looks at all areas at once and sorts them, on thousands of stores.</summary>
    [Fact]
    public void A_price_is_always_that_of_one_area_that_holds_the_address() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Arb.From(
            from areas in AreaGen().NonEmptyListOf()
            from to in DestinationGen()
            from grams in Gen.Choose(1, 4_000)
            from bands in Gen.Choose(0, 3)
            select (Areas: areas.Distinct().ToList(), To: to, Grams: grams, Bands: bands)), sample =>
        {
            var zones = sample.Areas.Select((area, at) => sample.Bands == 0
                ? Flat(1 + at, area)
                : new([area], null, [.. Enumerable.Range(1, sample.Bands).Select(band =>
                    new WeightBand(band * 1_000, (1 + at) * 10 + band))])).ToArray();
            var offer = Of(Ship("Any", zones), sample.To, sample.Grams);
            var postal = sample.To.PostalCode!;
            bool Holds(DeliveryArea area) => area.Country == sample.To.Country
                && (area.PostalPrefix is not { } prefix || postal.StartsWith(prefix, StringComparison.Ordinal))
                && (area.Region is null || area.Region == sample.To.Region);
            var best = sample.Areas.Index().Where(one => Holds(one.Item))
                .OrderByDescending(one => (one.Item.PostalPrefix?.Length ?? 0) * 10 + (one.Item.Region is null ? 0 : 1))
                .Select(one => (int?)one.Index).FirstOrDefault();
            if (offer.Price is { } price)
            {
                var minor = sample.Bands == 0
                    ? 1 + best!.Value
                    : (1 + best!.Value) * 10 + (sample.Grams + 999) / 1_000;
                Assert.Equal(minor, price.Amount);
            }
            else
            {
                Assert.Equal(best is null ? NoDelivery.NotThere : NoDelivery.TooHeavy, offer.Why);
                Assert.True(best is null || (sample.Bands > 0 && sample.Grams > sample.Bands * 1_000));
            }
        }));

    static Gen<DeliveryArea> AreaGen() =>
        from country in Gen.Elements("BR", "PT")
        from kind in Gen.Choose(0, 2)
        from region in Gen.Elements("SP", "RJ")
        from prefix in Gen.Elements("0", "01", "013", "2")
        select new DeliveryArea(country, kind == 1 ? region : null, kind == 2 ? prefix : null);

    static Gen<Destination> DestinationGen() =>
        from country in Gen.Elements("BR", "PT", "AR")
        from region in Gen.Elements("SP", "RJ", "MG")
        from postal in Gen.Elements("01310100", "01410100", "20000000", "99999999")
        select new Destination(country, region, postal);
}
