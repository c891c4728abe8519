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
}
