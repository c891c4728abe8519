using FsCheck;
using FsCheck.Fluent;

namespace Feria.Kernel.Tests;

public sealed class MoneyTests
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    static readonly Arbitrary<(long Amount, long[] Weights)> Splits = (
        from amount in Gen.OneOf(
            Gen.Choose(-1_000, 1_000).Select(n => (long)n),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => n * 1_000_003L))
        from weights in Gen.NonEmptyListOf(Gen.OneOf(
            Gen.Choose(0, 5).Select(n => (long)n),
            Gen.Choose(0, int.MaxValue).Select(n => n * 4_000_000_000L)))
        select (amount, weights.ToArray())).ToArbitrary();

    [Fact]
    public void Parts_always_sum_to_the_whole() => Prop.ForAll(Splits, split =>
        new Money(split.Amount, "BRL").Split(split.Weights).Aggregate((Int128)0, (sum, part) => sum + part.Amount)
            == split.Amount).Check(Thorough);

    [Fact]
    public void A_part_is_less_than_one_unit_from_its_exact_share() => Prop.ForAll(Splits, split =>
    {
        var sum = split.Weights.Aggregate((Int128)0, (total, weight) => total + weight);
        return sum == 0 || new Money(split.Amount, "BRL").Split(split.Weights).Zip(split.Weights).All(pair =>
            Int128.Abs(pair.First.Amount * sum - (Int128)split.Amount * pair.Second) < sum);
    }).Check(Thorough);

    [Fact]
    public void A_part_without_weight_is_nothing_and_none_changes_sign() => Prop.ForAll(Splits, split =>
        split.Weights.All(weight => weight == 0) || new Money(split.Amount, "BRL").Split(split.Weights)
            .Zip(split.Weights)
            .All(pair => (pair.Second > 0 || pair.First.Amount == 0)
                && Math.Sign(pair.First.Amount) * Math.Sign(split.Amount) >= 0)).Check(Thorough);

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(5, new long[] { 0, 0 }, new long[] { 5, 0 })]
    [InlineData(1, new long[] { 1, 2 }, new long[] { 0, 1 })]
    [InlineData(long.MaxValue, new long[] { 1 }, new long[] { long.MaxValue })]
    public void Units_that_do_not_divide_go_to_the_largest_remainders(long amount, long[] weights, long[] parts) =>
        Assert.Equal(parts, new Money(amount, "CLP").Split(weights).Select(part => part.Amount));

    [Theory]
    [InlineData(10_050, 1_000, 1_005)]
    [InlineData(5, 5_000, 2)]
    [InlineData(15, 5_000, 8)]
    [InlineData(-5, 5_000, -2)]
    public void A_share_is_rounded_half_to_even(long amount, int basisPoints, long share) =>
        Assert.Equal(new Money(share, "BRL"), new Money(amount, "BRL").Share(basisPoints));

    [Fact]
    public void Two_currencies_are_not_added() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, "BRL") + new Money(1, "CLP"));

    [Fact]
    public void An_overflow_is_an_error_and_no_amount() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "BRL") + new Money(1, "BRL"));

    [Theory]
    [InlineData("BRL", 2, "12990", "129.90")]
    [InlineData("CLP", 0, "12990", "12990")]
    [InlineData("KWD", 3, "12990", "12.990")]
    public void Each_currency_has_its_own_smallest_unit(string code, int exponent, string minor, string major)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        Assert.Equal(exponent, Currency.ExponentOf(code));
        Assert.Equal(decimal.Parse(major, invariant), Currency.Major(new Money(long.Parse(minor), code)));
        Assert.Equal(long.Parse(minor), Currency.Minor(decimal.Parse(major, invariant), code));
    }

    [Theory]
    [InlineData("129.905", "BRL")]
    [InlineData("129.9", "CLP")]
    [InlineData("99999999999999999", "BRL")]
    public void An_amount_finer_or_greater_than_its_currency_holds_is_none(string major, string code) => Assert.Null(
        Currency.Minor(decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture), code));

    [Fact]
    public void Every_amount_goes_to_major_units_and_back() => Prop.ForAll(
        Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), Gen.Elements("BRL", "CLP", "KWD", "CLF").ToArbitrary(),
        (amount, code) => Currency.Minor(Currency.Major(new Money(amount, code)), code) == amount).Check(Thorough);
}
