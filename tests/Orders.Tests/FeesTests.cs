using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

public sealed class FeesTests
{
    static readonly StoreTerms Store = new(Id.New(), "Lamps", "lamps", "", "BR", true, "BRL", 1_000, 0, null);

    static QuoteLine Line(long price, int quantity = 1, Guid? product = null, params int[] categories) => new(
        new OfferTerms(Id.New(), product ?? Id.New(), Id.New(), Store.Id, "S", "T", "t", "", null, price, "BRL", true)
        {
            Categories = categories,
        },
        quantity);

    static IReadOnlyList<(string, long, long)> Of(QuoteLine[] lines, params FeeTerms[] rules) =>
        [.. Fees.Of(Store with { Fees = rules }, lines).Select(fee => (fee.Name, fee.Amount.Amount, fee.Tax.Amount))];

    [Fact]
    public void Without_rules_it_is_the_stores_own_rate() =>
        Assert.Equal([("commission", 1_234, 0)], Of([Line(12_340)]));

    [Fact]
    public void Of_one_name_the_most_particular_counts_for_each_line()
    {
        var lamp = Id.New();
        FeeTerms Rate(int basisPoints) => new(FeeTerms.Commission, 10, "BRL") { BasisPoints = basisPoints };
        var rules = new[]
        {
            Rate(2_000) with { Category = 1 }, Rate(500) with { Category = 7 }, Rate(100) with { Product = lamp },
        };
        Assert.Equal([("commission", 1_000, 0)], Of([Line(10_000)], rules));
        Assert.Equal([("commission", 50, 0)], Of([Line(10_000)], [.. rules, Rate(50)]));
        Assert.Equal([("commission", 2_000, 0)], Of([Line(10_000, 1, null, 1, 3)], rules));
        Assert.Equal([("commission", 500, 0)], Of([Line(10_000, 1, null, 1, 7)], rules));
        Assert.Equal([("commission", 100, 0)], Of([Line(10_000, 1, lamp, 1, 7)], rules));
        Assert.Equal([("commission", 300, 0)], Of(
            [Line(10_000, 1, lamp, 1, 7)], [.. rules, Rate(300) with { IsOfStore = true }]));
        Assert.Equal([("commission", 3_600, 0)], Of(
            [Line(10_000, 1, lamp), Line(10_000, 1, null, 1, 7), Line(10_000, 1, null, 1), Line(10_000)], rules));
    }

    [Fact]
    public void Names_add_up_in_order_with_their_least_their_most_and_tax()
    {
        var closing = new FeeTerms("closing", 20, "BRL") { FixedMinor = 150, IsPerUnit = true, TaxBasisPoints = 1_000 };
        Assert.Equal([("commission", 600, 0), ("closing", 450, 45)], Of([Line(2_000, 3)], closing));
        Assert.Equal(
            [("commission", 600, 0), ("closing", 150, 15)],
            Of([Line(2_000, 3)], closing with { IsPerUnit = false }));
        Assert.Equal(
            [("commission", 600, 0), ("closing", 500, 50)],
            Of([Line(2_000, 3)], closing with { MinMinor = 500 }));
        Assert.Equal(
            [("commission", 600, 0), ("closing", 200, 20)],
            Of([Line(2_000, 3)], closing with { MaxMinor = 200 }));
        Assert.Equal([("ads", 60, 0), ("commission", 540, 0)], Of(
            [Line(6_000)],
            new FeeTerms("ads", 1, "BRL") { BasisPoints = 100 },
            new FeeTerms(FeeTerms.Commission, 2, "BRL") { BasisPoints = 900 }));
        Assert.Equal([("commission", 600, 0)], Of([Line(6_000)], closing with { Currency = "USD" }));
    }

    [Fact]
    public void Together_they_never_take_more_than_the_items_cost_nor_less_than_nothing() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Arb.From(
            from prices in Gen.Choose(1, 20_000).Zip(Gen.Choose(1, 5)).NonEmptyListOf()
            from rules in (
                from name in Gen.Elements("commission", "closing", "ads")
                from position in Gen.Choose(0, 3)
                from share in Gen.Choose(0, 10_000)
                from sum in Gen.Choose(0, 5_000)
                from least in Gen.Choose(0, 3_000)
                from tax in Gen.Choose(0, 10_000)
                from isPerUnit in Gen.Elements(true, false)
                select new FeeTerms(name, position, "BRL")
                {
                    BasisPoints = share, FixedMinor = sum, IsPerUnit = isPerUnit, MinMinor = least,
                    TaxBasisPoints = tax,
                }).ListOf()
            select (prices, rules)), made =>
        {
            var lines = made.prices.Select(one => Line(one.Item1, one.Item2)).ToArray();
            var fees = Fees.Of(Store with { Fees = [.. made.rules] }, lines);
            var items = lines.Sum(line => line.Total.Amount);
            return fees.All(fee => fee.Amount.Amount >= 0 && fee.Tax.Amount >= 0 && fee.Base.Amount == items)
                && fees.Sum(fee => fee.Total.Amount) <= items;
        }));
}
