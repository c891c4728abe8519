using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Catalog.Tests;

public sealed class WinningOfferTests
{
    static readonly Guid[] Ids =
        [.. Enumerable.Range(1, 3).Select(n => Guid.Parse($"0190a000-0000-7000-8000-00000000000{n}"))];

    static WinningOffer.Candidate Offer(
        int age, long price, long delivery = 0, bool inStock = true, int rating = 0, string currency = "MXN") =>
        new(Ids[age], currency, price, delivery, inStock, rating);

    static int[] Rank(params WinningOffer.Candidate[] offers) =>
        [.. WinningOffer.Rank(offers).Select(offer => Array.IndexOf(Ids, offer.Offer))];

    [Fact]
    public void What_is_in_stock_goes_before_what_is_cheaper() =>
        Assert.Equal([1, 0], Rank(Offer(0, 100, inStock: false), Offer(1, 900)));

    [Fact]
    public void The_price_counts_with_delivery() =>
        Assert.Equal([1, 0], Rank(Offer(0, 100, delivery: 50), Offer(1, 120)));

    [Fact]
    public void At_one_price_the_better_rated_store_wins() =>
        Assert.Equal([1, 0], Rank(Offer(0, 100, rating: 430), Offer(1, 100, rating: 440)));

    [Fact]
    public void All_else_equal_the_older_offer_wins() =>
        Assert.Equal([0, 1, 2], Rank(Offer(2, 100), Offer(0, 100), Offer(1, 100)));

    [Fact]
    public void Amounts_of_different_currencies_are_not_compared() =>
        Assert.Equal([0, 2, 1], Rank(Offer(0, 1000), Offer(1, 1, currency: "USD"), Offer(2, 2000)));

    [Fact]
    public void The_first_rule_by_which_two_differ_is_why_one_wins()
    {
        Assert.Equal("only_offer", WinningOffer.Why(Offer(0, 100), null));
        Assert.Equal("in_stock", WinningOffer.Why(Offer(1, 900), Offer(0, 100, inStock: false)));
        Assert.Equal("currency", WinningOffer.Why(Offer(0, 900), Offer(1, 100, currency: "USD")));
        Assert.Equal("lowest_price", WinningOffer.Why(Offer(1, 120), Offer(0, 100, delivery: 50, rating: 500)));
        Assert.Equal("better_rated", WinningOffer.Why(Offer(1, 100, rating: 440), Offer(0, 100, rating: 430)));
        Assert.Equal("offered_longest", WinningOffer.Why(Offer(0, 100), Offer(1, 100)));
    }

    // Of each price found, one at it wins and one above it loses.
    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(2, 0, 30, null)]
    [InlineData(2, 450, 30, 90)]
    [InlineData(2, 430, 30, 105)]
    public void The_price_to_win_is_the_highest_that_wins(int age, int rating, long fee, int? freeFrom)
    {
        var other = Offer(1, 90, delivery: 15, rating: 440);
        WinningOffer.Candidate Own(long price) => Offer(age, price, price >= freeFrom ? 0 : fee, rating: rating);

        var price = WinningOffer.PriceToWin(Own(500), other, minor => Own(minor).DeliveryMinor)!.Value;

        Assert.Equal(Ids[age], WinningOffer.Rank([other, Own(price)])[0].Offer);
        Assert.Equal(Ids[1], WinningOffer.Rank([other, Own(price + 1)])[0].Offer);
    }

    [Fact]
    public void No_price_wins_against_another_currency_or_a_delivery_that_costs_more_than_all() =>
        Assert.Equal((null, null), (
            WinningOffer.PriceToWin(Offer(0, 100, currency: "USD"), Offer(1, 100), _ => 0),
            WinningOffer.PriceToWin(Offer(2, 100, delivery: 200), Offer(1, 100), _ => 200)));

    /// <summary>However a store delivers: against a ranking at every price there is.</summary>
    [Fact]
    public void The_price_to_win_is_that_of_the_ranking_whatever_the_methods_are() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Arb.From(
            from fee in Gen.Choose(0, 40)
            from freeFrom in Gen.Choose(0, 90)
            from methods in MethodGen().ListOf()
            from age in Gen.Elements(0, 2)
            from price in Gen.Choose(1, 90)
            select (
                Store: Store(fee, freeFrom == 0 ? null : freeFrom, [.. methods.Take(4)]), age, price)), sample =>
        {
            var other = Offer(1, sample.price);
            WinningOffer.Candidate Own(long price) =>
                Offer(sample.age, price, sample.Store.LeastDeliveryMinor(price));
            long? highest = Enumerable.Range(1, 100).Select(price => (long?)price)
                .LastOrDefault(price => WinningOffer.Rank([other, Own(price!.Value)])[0].Offer == Ids[sample.age]);

            Assert.Equal(
                highest, WinningOffer.PriceToWin(Own(100), other, sample.Store.LeastDeliveryMinor));
        }));

    static Gen<DeliveryMethod> MethodGen() =>
        from isPickup in Gen.Elements(false, false, true)
        from free in Gen.Choose(0, 90)
        from price in Gen.Choose(0, 40)
        from more in Gen.Choose(0, 40)
        select new DeliveryMethod(
            Id.New(), "Any", isPickup ? DeliveryMethod.Pickup : DeliveryMethod.Shipped, 1, 2, free == 0 ? null : free,
            true, isPickup ? price : 0,
            isPickup ? [] : [new([new("MX")], price), new([new("PT")], null, [new(1_000, more), new(2_000, 41)])],
            null);

    static StoreTerms Store(long fee, long? freeFrom, IReadOnlyList<DeliveryMethod> methods) =>
        new(Id.New(), "Lamps", "lamps", "", "MX", true, "MXN", 1_000, fee, freeFrom) { Methods = methods };
}
