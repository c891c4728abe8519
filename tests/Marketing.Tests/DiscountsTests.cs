using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Marketing.Tests;

/// <summary>The rule alone: what promotions take off a basket, to the cent.</summary>
public sealed class DiscountsTests
{
    static readonly Config Thousands = Config.QuickThrowOnFailure.WithMaxTest(5_000);
    static readonly DateTime Now = new(2026, 11, 30, 12, 0, 0, DateTimeKind.Utc);
    static readonly Guid Account = Numbered(900);

    static Guid Numbered(int number) => new(number, 0, 0, new byte[8]);

    static Basket Basket(string? code, params (int Offer, int Store, int Quantity, long Each)[] lines) => new(
        [.. lines.Select(line => new BasketLine(
            Numbered(line.Offer), Numbered(line.Store), Numbered(line.Offer + 100), line.Quantity,
            new(line.Quantity * line.Each, "BRL")))],
        [.. lines.Select(line => line.Store).Distinct().Select(store =>
            new BasketDelivery(Numbered(store), new(500, "BRL")))],
        Account, code);

    static Promotion Off(int id, int store = 1) => new(
        Numbered(id), $"Promotion {id}", Numbered(store), Promotion.Seller, "BRL", Now.AddDays(-1), Now.AddDays(1),
        null, null, Promotion.All, null, 0, 0, Promotion.Percent, 1_000, 0, null, null, 0, null, 0, null)
    {
        Stores = store == 0 ? [] : [Numbered(store)],
    };

    static Discounted Of(Basket basket, params Promotion[] promotions) =>
        Discounts.Of(basket, new(Now, promotions));

    static string? WhyOf(Basket basket, Promotion promotion, Offered? offered = null) =>
        Discounts.Of(basket, (offered ?? new(Now, [])) with { Promotions = [promotion] }).Steps.Single().Why;

    [Fact]
    public void Ten_percent_of_three_lines_is_cut_by_largest_remainder()
    {
        var step = Of(Basket(null, (1, 1, 1, 333), (2, 1, 1, 333), (3, 1, 1, 334)), Off(1)).Steps.Single();

        Assert.Equal([33L, 33L, 34L], step.Lines.Select(line => line.Off.Amount));
        Assert.Equal(100, step.Minor);
    }

    [Fact]
    public void The_second_takes_of_what_the_first_left()
    {
        var basket = Basket(null, (1, 1, 1, 10_000));
        var steps = Of(basket, Off(1) with { Priority = 1 }, Off(2) with { Priority = 5 }).Steps;

        Assert.Equal(
            [(Numbered(2), 1_000L), (Numbered(1), 900L)], steps.Select(step => (step.Promotion.Id, step.Minor)));
    }

    [Fact]
    public void Of_a_group_the_first_that_applies_is_the_only_one()
    {
        var steps = Of(
            Basket(null, (1, 1, 1, 10_000)),
            Off(1) with { Priority = 9, Group = "sale", LeastItemsMinor = 10_001 },
            Off(2) with { Priority = 5, Group = "sale" },
            Off(3) with { Priority = 1, Group = "sale" },
            Off(4, 0) with { Owner = Guid.Empty, Priority = 0, Group = "sale" }).Steps;

        Assert.Equal(
            [NoDiscount.UnderMinimum, null, NoDiscount.OtherOfGroup, null], steps.Select(step => step.Why));
    }

    [Fact]
    public void An_amount_is_never_more_than_there_is_and_what_is_left_is_nothing()
    {
        var steps = Of(
            Basket(null, (1, 1, 1, 300), (2, 1, 1, 200)),
            Off(1) with { Effect = Promotion.Amount, AmountMinor = 900, Priority = 2 }, Off(2)).Steps;

        Assert.Equal((500L, (string?)null), (steps[0].Minor, steps[0].Why));
        Assert.Equal((0L, NoDiscount.NothingLeft), (steps[1].Minor, steps[1].Why));
    }

    [Fact]
    public void A_platform_s_amount_is_spread_over_the_stores_and_its_delivery_is_that_of_each()
    {
        var basket = Basket(null, (1, 1, 1, 3_000), (2, 2, 1, 1_000));
        var all = Off(1, 0) with { Owner = Guid.Empty, FundedBy = Promotion.Platform };

        var amount = Of(basket, all with { Effect = Promotion.Amount, AmountMinor = 1_000 }).Steps.Single();
        Assert.Equal(
            [(Numbered(1), 750L), (Numbered(2), 250L)], amount.Lines.Select(line => (line.Store, line.Off.Amount)));
        var delivery = Of(basket, all with { Effect = Promotion.Delivery, MostMinor = 700 }).Steps.Single();
        Assert.Equal([350L, 350L], delivery.Deliveries.Select(one => one.Price.Amount));
    }

    [Fact]
    public void What_takes_off_a_delivery_that_has_no_price_yet_says_so_where_nothing_else_is_taken()
    {
        var basket = Basket("WAY", (1, 1, 1, 3_000), (2, 2, 1, 1_000));
        var open = basket with
        {
            Deliveries = [new(Numbered(1), new(0, "BRL")) { IsOpen = true }, basket.Deliveries[1]],
        };
        Promotion Way(int store) => Off(1, store) with { Effect = Promotion.Delivery, Code = "WAY" };

        Assert.Equal(NoDiscount.DeliveryOpen, WhyOf(open, Way(1)));
        Assert.Equal((500L, null), (Of(open, Way(0)).Steps.Single().Minor, WhyOf(open, Way(0))));
        Assert.Equal(NoDiscount.NothingLeft, WhyOf(
            open with { Deliveries = [open.Deliveries[0], new(Numbered(2), new(0, "BRL"))] }, Way(2)));
        Assert.Equal(NoDiscount.UnderMinimum, WhyOf(open, Way(1) with { LeastItemsMinor = 3_001 }));
    }

    [Fact]
    public void Each_condition_says_why_it_is_not_met()
    {
        var basket = Basket("SUMMER", (1, 1, 2, 1_000));
        var guest = basket with { Account = null };
        Assert.Equal(NoDiscount.NotBegun, WhyOf(basket, Off(1) with { From = Now.AddSeconds(1) }));
        Assert.Equal(NoDiscount.Ended, WhyOf(basket, Off(1) with { Until = Now }));
        Assert.Equal(NoDiscount.Ended, WhyOf(basket, Off(1) with { EndedAt = Now }));
        Assert.Equal(NoDiscount.CodeNeeded, WhyOf(basket, Off(1) with { Code = "WINTER" }));
        Assert.Null(WhyOf(basket, Off(1) with { Code = "SUMMER" }));
        Assert.Equal(NoDiscount.NothingInScope, WhyOf(basket, Off(1, store: 2)));
        Assert.Equal(NoDiscount.NothingInScope, WhyOf(basket, Off(1) with { Currency = "USD" }));
        Assert.Equal(NoDiscount.NothingInScope, WhyOf(basket, Off(1) with { Scope = Promotion.OfProducts }));
        Assert.Null(WhyOf(basket, Off(1) with { Scope = Promotion.OfProducts, Products = [Numbered(101)] }));
        var inLamps = new Offered(Now, [])
        {
            Categories = new Dictionary<Guid, int[]> { [Numbered(101)] = [1, 7] },
        };
        Assert.Null(WhyOf(basket, Off(1) with { Scope = Promotion.OfCategory, Category = 7 }, inLamps));
        Assert.Equal(
            NoDiscount.NothingInScope,
            WhyOf(basket, Off(1) with { Scope = Promotion.OfCategory, Category = 8 }, inLamps));
        Assert.Equal(NoDiscount.UnderMinimum, WhyOf(basket, Off(1) with { LeastItemsMinor = 2_001 }));
        Assert.Equal(NoDiscount.TooFewUnits, WhyOf(basket, Off(1) with { LeastUnits = 3 }));
        Assert.Equal(NoDiscount.UsedUp, WhyOf(basket, Off(1) with { UseLimit = 5, Used = 5 }));
        Assert.Equal(NoDiscount.SignIn, WhyOf(guest, Off(1) with { BuyerLimit = 1 }));
        Assert.Equal(NoDiscount.UsedByBuyer, WhyOf(basket, Off(1) with { BuyerLimit = 1 }, new(Now, [])
        {
            UsesOfBuyers = new Dictionary<(Guid, Guid), int> { [(Numbered(1), Account)] = 1 },
        }));
    }

    [Fact]
    public void What_those_before_used_is_used()
    {
        var basket = Basket(null, (1, 1, 1, 1_000));
        var offered = new Offered(Now, [Off(1) with { UseLimit = 3, Used = 1 }]);
        var uses = new Uses();
        var taken = 0;
        for (var i = 0; i < 5; i++)
        {
            var given = Discounts.Of(basket, offered, uses);
            taken += given.Applied.Count();
            uses.Take(given.Applied.Select(step => step.Promotion.Id), Account);
        }

        Assert.Equal(2, taken);
    }

    /// <summary>Baskets and promotions of every kind.</summary>
    static Arbitrary<(Basket Basket, Promotion[] Promotions)> Mornings() => (
        from lines in (
            from store in Gen.Choose(1, 3)
            from quantity in Gen.Choose(1, 4)
            from each in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(1, 99_999))
            select (Store: store, Quantity: quantity, Each: (long)each)).NonEmptyListOf()
        from promotions in (
            from store in Gen.Choose(0, 3)
            from effect in Gen.Elements(Promotion.Percent, Promotion.Amount, Promotion.Delivery)
            from percent in Gen.Choose(1, 10_000)
            from amount in Gen.Choose(1, 60_000)
            from most in Gen.Elements<long?>(null, 1, 777)
            from least in Gen.Elements(0, 0, 5_000)
            from priority in Gen.Choose(0, 3)
            from named in Gen.Elements(null, "a", "b")
            from limit in Gen.Elements<int?>(null, 0, 1)
            select Off(0, store) with
            {
                Owner = store == 0 ? Guid.Empty : Numbered(store),
                Effect = effect,
                PercentBasisPoints = percent,
                AmountMinor = amount,
                MostMinor = most,
                LeastItemsMinor = least,
                Priority = priority,
                Group = named,
                UseLimit = limit,
            }).ListOf()
        select (
            Basket(null, [.. lines.Take(12).Select((line, i) => (i + 1, line.Store, line.Quantity, line.Each))]),
            promotions.Take(8).Select((promotion, i) => promotion with { Id = Numbered(i + 1) }).ToArray()))
        .ToArbitrary();

    [Fact]
    public void Nothing_is_taken_that_is_not_there_and_all_of_it_adds_up() =>
        Prop.ForAll(Mornings(), morning =>
        {
            var (basket, promotions) = morning;
            var given = Of(basket, promotions);

            foreach (var line in basket.Lines)
            {
                var off = given.Applied.SelectMany(step => step.Lines).Where(one => one.Offer == line.Offer).ToList();
                Assert.All(off, one => Assert.True(one.Off.Amount > 0));
                Assert.InRange(off.Sum(one => one.Off.Amount), 0, line.Total.Amount);
            }

            foreach (var delivery in basket.Deliveries)
                Assert.InRange(
                    given.Applied.SelectMany(step => step.Deliveries)
                        .Where(one => one.Store == delivery.Store).Sum(one => one.Price.Amount),
                    0, delivery.Price.Amount);
            Assert.All(given.Steps, step => Assert.Equal(step.Why is null, step.Minor > 0));
            Assert.Equal(promotions.Length, given.Steps.Count);
        }).Check(Thousands);

    [Fact]
    public void An_amount_takes_exactly_itself_or_all_there_is() =>
        Prop.ForAll(Mornings(), morning =>
        {
            var (basket, promotions) = morning;
            foreach (var amount in promotions.Where(one =>
                one is { Effect: Promotion.Amount, MostMinor: null, UseLimit: not 0 }))
            {
                var step = Of(basket, amount).Steps.Single();
                if (step.Why is not null) continue;
                var whole = basket.Lines
                    .Where(line => amount.Stores.Count == 0 || amount.Stores.Contains(line.Store))
                    .Sum(line => line.Total.Amount);
                Assert.Equal(Math.Min(amount.AmountMinor, whole), step.Minor);
            }
        }).Check(Thousands);

    [Fact]
    public void In_whatever_order_they_come_the_same_is_taken() =>
        Prop.ForAll(Mornings(), morning =>
        {
            var (basket, promotions) = morning;
            var turned = Of(basket, [.. promotions.Reverse()]);

            Assert.Equal(Told(Of(basket, promotions)), Told(turned));
        }).Check(Thousands);

    [Fact]
    public void Of_a_group_no_two_apply_and_what_applies_was_eligible() =>
        Prop.ForAll(Mornings(), morning =>
        {
            var (basket, promotions) = morning;
            var given = Of(basket, promotions);

            Assert.All(
                given.Applied.Where(step => step.Promotion.Group is not null)
                    .GroupBy(step => (step.Promotion.Owner, step.Promotion.Group)),
                same => Assert.Single(same));
            Assert.All(given.Applied, step =>
                Assert.True(Discounts.IsEligible(step.Promotion, basket, new(Now, promotions))));
        }).Check(Thousands);

    static string Told(Discounted given) => string.Join('\n', given.Steps.Select(step =>
        $"{step.Promotion.Id} {step.Why} {string.Join(',', step.Lines)} {string.Join(',', step.Deliveries)}"));
}
