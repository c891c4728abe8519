using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

public sealed class CartRulesTests
{
    [Fact]
    public void Merged_carts_lose_no_item_within_the_bounds() =>
        Prop.ForAll(Kept().ToArbitrary(), Kept().ToArbitrary(), (own, guest) =>
        {
            var merged = CartRules.Merge(own, guest);

            Assert.Equal(merged.Count, merged.DistinctBy(item => item.Offer).Count());
            Assert.True(merged.Count <= Cart.MostLines);
            Assert.Equal(
                own.Take(Cart.MostLines).Select(item => item.Offer), merged.Take(own.Count).Select(item => item.Offer));
            Assert.All(merged, item => Assert.Equal(
                Math.Min(Cart.MostUnits, Units(own, item.Offer) + Units(guest, item.Offer)), item.Quantity));
            if (merged.Count < Cart.MostLines)
                Assert.Equal(
                    own.Concat(guest).Select(item => item.Offer).ToHashSet(),
                    merged.Select(item => item.Offer).ToHashSet());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(1, "ZMMZ0N")]
    [InlineData(2, "Z99Y1A")]
    public void Numbers_stay_what_they_are(long counter, string number) => Assert.Equal(number, Number.Of(counter));

    [Fact]
    public void No_two_counters_share_a_number() =>
        Assert.Equal(200_000, Enumerable.Range(1, 200_000).Select(counter => Number.Of(counter)).Distinct().Count());

    [Fact]
    public void After_a_billion_numbers_grow() => Assert.Equal(8, Number.Of(1L << 30).Length);

    [Theory]
    [InlineData("placed", "paid", true)]
    [InlineData("placed", "shipped", false)]
    [InlineData("paid", "cancelled", true)]
    [InlineData("shipped", "cancelled", false)]
    [InlineData("delivered", "preparing", false)]
    [InlineData("cancelled", "refunded", true)]
    [InlineData("refunded", "paid", false)]
    public void Orders_move_by_the_table_alone(string from, string to, bool may) =>
        Assert.Equal(may, OrderStatus.MayMove(from, to));

    static int Units(IEnumerable<CartRules.Kept> items, Guid offer) =>
        items.Where(item => item.Offer == offer).Sum(item => item.Quantity);

    static Gen<List<CartRules.Kept>> Kept() =>
        from count in Gen.Frequency((9, Gen.Choose(0, 10)), (1, Gen.Choose(150, 200)))
        from keys in Gen.ArrayOf(Gen.Choose(1, 260), count)
        from quantities in Gen.ArrayOf(Gen.Choose(1, Cart.MostUnits), count)
        select keys.Zip(
            quantities, (key, quantity) => new CartRules.Kept(new(key, 0, 0, new byte[8]), quantity, 1, "BRL"))
            .DistinctBy(item => item.Offer)
            .ToList();
}
