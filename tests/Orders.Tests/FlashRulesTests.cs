using Feria.Contracts;

namespace Feria.Orders.Tests;

/// <summary>Purchases in a flash sale, decided beside ordinary ones of the same offer.</summary>
public sealed class FlashRulesTests
{
    static readonly StoreTerms Store = new(Id.New(), "Store", "store", "", "BR", true, "BRL", 1000, 0, null);

    static readonly OfferTerms Offer = new(
        Id.New(), Id.New(), Id.New(), Store.Id, "SKU", "Thing", "thing", "", null, 1000, "BRL", true);

    static readonly Guid Sale = Id.New();

    [Fact]
    public void A_turn_buys_at_the_sale_s_price_from_what_is_set_aside_and_leaves_free_units_alone()
    {
        var (turn, usual) = (Draft(2, Sale), Draft(3));
        var decisions = Placement.Decide([turn, usual, Draft(1)], Facts(free: 3, aside: 2, (turn, Turn(2))));

        Assert.Equal([null, null, "out_of_stock"], decisions.Select(decision => decision.Refusal?.Code));
        Assert.Equal([1200L, 3000L], decisions.Take(2).Select(decision => decision.Quote!.Total.Amount));
        Assert.Equal(2, decisions[0].Turn!.Allowed);
    }

    [Fact]
    public void One_turn_used_twice_in_a_batch_is_one_turn()
    {
        var turn = Turn(2);
        var (first, second, third) = (Draft(1, Sale), Draft(2, Sale), Draft(1, Sale));
        var decisions = Placement.Decide(
            [first, second, third], Facts(free: 9, aside: 9, (first, turn), (second, turn), (third, turn)));
        Assert.Equal([null, "flash_limit", null], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Fact]
    public void What_is_set_aside_is_the_last_word()
    {
        var (first, second) = (Draft(1, Sale), Draft(1, Sale));
        var decisions = Placement.Decide(
            [first, second], Facts(free: 9, aside: 1, (first, Turn(1)), (second, Turn(1))));
        Assert.Equal([null, "out_of_stock"], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Theory]
    [InlineData(FlashStanding.Unknown, "flash_sale_not_found")]
    [InlineData(FlashStanding.Closed, "flash_sale_not_open")]
    [InlineData(FlashStanding.Waiting, "flash_turn_needed")]
    [InlineData(FlashStanding.Over, "flash_turn_over")]
    [InlineData(FlashStanding.Admitted, null)]
    public void Only_who_was_let_in_may_buy(FlashStanding standing, string? code) => Assert.Equal(
        code, FlashRules.Refuse(Turn(1) with { Standing = standing }, [new(Offer.Offer, 1)], PaymentMethod.Card)?.Code);

    [Fact]
    public void A_turn_holds_its_units_no_longer_than_the_sale_says()
    {
        Assert.Equal(TimeSpan.FromMinutes(10), FlashRules.HoldTime(HoldTimes.Usual(PaymentMethod.Card), Turn(1)));
        Assert.Equal(TimeSpan.FromMinutes(15), FlashRules.HoldTime(HoldTimes.Usual(PaymentMethod.Card), null));
        Assert.Null(FlashRules.HoldTime(HoldTimes.Usual(PaymentMethod.CashOnDelivery), Turn(1)));
    }

    static FlashTurn Turn(int allowed) => new(
        FlashStanding.Admitted, Id.New(), Offer.Offer, 600, "BRL", allowed, TimeSpan.FromMinutes(10));

    static Draft Draft(int quantity, Guid? sale = null) => new(
        Id.New(), null, new Owner(Id.New(), null), [new Wanted(Offer.Offer, quantity)], PaymentMethod.Card, null, null,
        new Recipient("Ana", "ana@example.com", "en"), Shop.Home) { FlashSale = sale };

    static MarketFacts Facts(long free, long aside, params (Draft Draft, FlashTurn Turn)[] turns) => new(
        new Dictionary<Guid, OfferTerms> { [Offer.Offer] = Offer },
        new Dictionary<Guid, StoreTerms> { [Store.Id] = Store }, new Dictionary<Guid, long> { [Offer.Offer] = free })
    {
        SetAside = new Dictionary<Guid, long> { [Sale] = aside },
        Turns = turns.ToDictionary(one => one.Draft.Id, one => one.Turn),
    };
}
