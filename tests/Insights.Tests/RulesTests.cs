using Feria.Contracts;
using Feria.Kernel;

namespace Feria.Insights.Tests;

public sealed class RulesTests
{
    static readonly DateOnly Today = new(2026, 3, 10);
    static readonly DateTime Day = new(2026, 3, 9, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Thirty_days_are_told_where_none_are_named_and_as_many_before_them()
    {
        var days = Days.Of(null, null, Today)!.Value;
        Assert.Equal(new(new(2026, 2, 9), Today), days);
        Assert.Equal(new(new(2026, 1, 10), new(2026, 2, 8)), days.Before);
    }

    [Theory]
    [InlineData("2025-03-10", "2026-03-10", true)]
    [InlineData("2025-03-09", "2026-03-10", false)]
    [InlineData("2026-03-10", "2026-03-10", true)]
    [InlineData("2026-03-11", "2026-03-11", true)]
    [InlineData("2026-03-12", "2026-03-12", false)]
    [InlineData("2026-03-10", "2026-03-09", false)]
    [InlineData("1999-12-31", "2000-01-02", false)]
    public void A_year_of_days_up_to_today_may_be_asked_for(string from, string to, bool may) =>
        Assert.Equal(may, Days.Of(DateOnly.Parse(from), DateOnly.Parse(to), Today) is not null);

    [Theory]
    [InlineData("lamp", "lamp")]
    [InlineData("", "")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    public void No_words_are_a_formula(string words, string field) => Assert.Equal(field, Csv.Field(words));

    [Fact]
    public void Two_variants_of_a_product_in_one_order_are_one_order_of_it()
    {
        var (order, store, a, b) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var sold = new Dictionary<Guid, SoldOrder>
        {
            [order] = new(order, store, "BRL", false, [new(a, 2, 200), new(a, 1, 150), new(b, 1, 50)]),
        };
        var sales = Sales.Add([new(order, Day, false, false), new(order, Day, true, true)], sold)
            .ToDictionary(sale => sale.Product, sale => $"{sale}");
        Assert.Equal(
            new() { [Guid.Empty] = "BRL 1 4 400 0 0 0", [a] = "BRL 1 3 350 0 0 0", [b] = "BRL 1 1 50 0 0 0" }, sales);
    }

    [Fact]
    public void A_cancellation_counts_where_it_ended_a_sale_and_a_refund_where_the_buyer_had_it()
    {
        Assert.Null(SaleChanged.Of(new OrderCancelled(Guid.Empty, Guid.Empty, Guid.Empty, "expired"), Day));
        Assert.NotNull(SaleChanged.Of(
            new OrderCancelled(Guid.Empty, Guid.Empty, Guid.Empty, "by_buyer", WasSale: true), Day));
        Assert.Null(SaleChanged.Of(new OrderMoved(Guid.Empty, Guid.Empty, Guid.Empty, "shipped"), Day));
        Assert.True(SaleChanged.Of(new OrderMoved(Guid.Empty, Guid.Empty, Guid.Empty, "refunded"), Day)!.IsReturn);
    }

    [Fact]
    public void A_view_counts_for_all_who_sell_it_and_an_add_for_whose_offer_it_is()
    {
        var (product, ours, theirs, offer) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var counted = CountVisits.Add(
            [new(Day, product, null, 5, 0), new(Day, product, offer, 0, 2), new(Day, product, Guid.NewGuid(), 0, 9)],
            [new(product, ours), new(product, theirs)], new Dictionary<Guid, Guid> { [offer] = ours });
        Assert.Equal((5, 2), counted[new(ours, product, Day)]);
        Assert.Equal((5, 2), counted[new(ours, Guid.Empty, Day)]);
        Assert.Equal((5, 0), counted[new(theirs, product, Day)]);
        Assert.Equal(4, counted.Count);
    }

    [Fact]
    public void Of_nothing_there_is_no_share_and_no_mean()
    {
        var none = Tally.Nothing.In("BRL");
        Assert.Null(none.ConversionBasisPoints);
        Assert.Null(none.RatingHundredths);
        Assert.Equal(438, (Tally.Nothing with { Reviews = 8, Stars = 35 }).In("BRL").RatingHundredths);
    }
}
