using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

/// <summary>The decision alone, on tens of thousands of generated mornings in the market.</summary>
public sealed class PlacementTests
{
    static readonly Config TenThousand = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    [Fact]
    public void Six_of_five_are_refused_and_one_and_four_after_it_are_placed()
    {
        var offer = Offer(1);
        var facts = Facts([offer], new() { [offer.Offer] = 5 });

        var decisions = Placement.Decide([Draft((1, 6)), Draft((1, 1)), Draft((1, 4))], facts);

        Assert.Equal(["out_of_stock", null, null], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Fact]
    public void The_same_offer_twice_in_one_checkout_is_one_demand()
    {
        var offer = Offer(1);
        var facts = Facts([offer], new() { [offer.Offer] = 5 });

        var decisions = Placement.Decide([Draft((1, 3), (1, 3)), Draft((1, 3), (1, 2))], facts);

        Assert.Equal(["out_of_stock", null], decisions.Select(decision => decision.Refusal?.Code));
        Assert.Equal(5, Assert.Single(Assert.Single(decisions[1].Quote!.Parts).Lines).Quantity);
    }

    [Fact]
    public void A_checkout_that_lacks_one_item_takes_none_of_the_others()
    {
        var (plenty, none) = (Offer(1), Offer(2));
        var facts = Facts([plenty, none], new() { [plenty.Offer] = 1 });

        var decisions = Placement.Decide([Draft((1, 1), (2, 1)), Draft((1, 1))], facts);

        Assert.Equal(["out_of_stock", null], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Fact]
    public void One_cart_is_bought_once_in_a_batch()
    {
        var offer = Offer(1);
        var cart = Draft((1, 1)) with { Cart = Id.New() };

        var decisions = Placement.Decide([cart, cart], Facts([offer], new() { [offer.Offer] = 5 }));

        Assert.Equal([null, "cart_empty"], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Fact]
    public void A_refused_total_leaves_its_units_to_the_next()
    {
        var offer = Offer(1);
        var facts = Facts([offer], new() { [offer.Offer] = 1 });
        var told = Draft((1, 1)) with { ExpectedTotal = new Money(1, "BRL") };

        var decisions = Placement.Decide([told, Draft((1, 1))], facts);

        Assert.Equal(["quote_changed", null], decisions.Select(decision => decision.Refusal?.Code));
    }

    [Fact]
    public void Ten_thousand_batches_are_decided_as_if_units_were_handed_out_one_by_one() =>
        Prop.ForAll(Mornings().ToArbitrary(), morning =>
        {
            var decisions = Placement.Decide(morning.Drafts, morning.Facts);

            Assert.Equal(HandOut(morning), decisions.Select(decision => decision.Refusal?.Code));
            foreach (var (draft, quote) in decisions.Where(made => made.Quote is not null)
                .Select(made => (made.Draft, made.Quote!)))
                Assert.Equal(Demand(draft), quote.Parts.SelectMany(part => part.Lines)
                    .ToDictionary(line => line.Offer.Offer, line => line.Quantity));
        }).Check(TenThousand);

    [Fact]
    public void Ten_thousand_quotes_add_up_to_the_last_minor_unit() =>
        Prop.ForAll(Mornings().ToArbitrary(), morning =>
        {
            foreach (var quote in Placement.Decide(morning.Drafts, morning.Facts).Select(made => made.Quote)
                .OfType<Quote>())
            {
                var currency = Assert.Single(quote.Currencies);
                Int128 total = 0;
                foreach (var part in quote.Parts)
                {
                    Int128 items = 0;
                    foreach (var line in part.Lines) items += (Int128)line.Offer.PriceMinor * line.Quantity;
                    var isFree = part.Store.FreeDeliveryFromMinor is { } from && items >= from;
                    Assert.Equal(items, part.Items.Amount);
                    Assert.Equal(isFree ? 0 : part.Store.DeliveryFeeMinor, part.Delivery.Amount);
                    Assert.InRange(part.Commission.Amount, 0, part.Items.Amount);
                    Assert.All(part.Lines, line => Assert.Equal(part.Store.Id, line.Offer.Store));
                    total += items + part.Delivery.Amount;
                }

                Assert.Equal(new Money((long)total, currency), quote.Total);
                Assert.Equal(quote.Parts.Count, quote.Parts.DistinctBy(part => part.Store.Id).Count());
            }
        }).Check(TenThousand);

    // What a patient clerk would do: units in boxes, buyers in a queue, each whole or not at all.
    static IEnumerable<string?> HandOut(Morning morning)
    {
        var boxes = morning.Facts.Free.ToDictionary(box => box.Key, box => box.Value);
        foreach (var draft in morning.Drafts)
        {
            var demand = Demand(draft);
            if (demand.Count == 0)
            {
                yield return "cart_empty";
                continue;
            }

            if (demand.Keys.Any(offer => !morning.Facts.Offers.TryGetValue(offer, out var terms) || !terms.Listed
                || !morning.Facts.Stores[terms.Store].Open))
            {
                yield return "not_for_sale";
                continue;
            }

            if (demand.Keys.Select(offer => morning.Facts.Offers[offer].Currency).Distinct().Count() > 1)
            {
                yield return "several_currencies";
                continue;
            }

            var taken = new List<Guid>();
            foreach (var (offer, quantity) in demand)
                for (var i = 0; i < quantity && boxes.GetValueOrDefault(offer) > 0; i++)
                {
                    boxes[offer]--;
                    taken.Add(offer);
                }

            if (taken.Count == demand.Values.Sum())
            {
                yield return null;
                continue;
            }

            foreach (var offer in taken) boxes[offer]++;
            yield return "out_of_stock";
        }
    }

    static Dictionary<Guid, int> Demand(Draft draft)
    {
        var demand = new Dictionary<Guid, int>();
        foreach (var line in draft.Lines!) demand[line.Offer] = demand.GetValueOrDefault(line.Offer) + line.Quantity;
        return demand;
    }

    sealed record Morning(IReadOnlyList<Draft> Drafts, MarketFacts Facts);

    static Gen<Morning> Mornings() =>
        from stores in Gen.ArrayOf(StoreGen(), 3)
        from offers in Gen.ArrayOf(OfferGen(stores), 6)
        from free in Gen.ArrayOf(Gen.Choose(0, 12), 6)
        from drafts in Gen.ListOf(
            from lines in Gen.ListOf(
                from offer in Gen.Choose(0, 40) from quantity in Gen.Choose(1, 5) select (offer, quantity))
            select Draft([.. lines.Take(4).Select(line => (line.offer == 40 ? 6 : line.offer % 6, line.quantity))]))
        select new Morning(
            [.. drafts.Take(12)],
            new MarketFacts(
                offers.Select((offer, i) => offer with { Offer = Key(i) }).ToDictionary(offer => offer.Offer),
                stores.ToDictionary(store => store.Id),
                free.Select((units, i) => (units, i)).ToDictionary(box => Key(box.i), box => (long)box.units)));

    static Gen<StoreTerms> StoreGen() =>
        from open in Gen.Choose(0, 19)
        from fee in Gen.Choose(0, 3000)
        from free in Gen.Choose(0, 100_000)
        from commission in Gen.Choose(0, 10_000)
        from currency in Gen.Choose(0, 14)
        select new StoreTerms(
            Id.New(), "Store", "store", "", "BR", open > 0, currency > 0 ? "BRL" : "KWD", commission, fee,
            free % 3 == 0 ? null : free);

    static Gen<OfferTerms> OfferGen(StoreTerms[] stores) =>
        from store in Gen.Elements(stores)
        from price in Gen.Choose(0, 1_000_000)
        from magnitude in Gen.Elements(1L, 1000L, 1_000_000L)
        from listed in Gen.Choose(0, 19)
        select Offer(0) with
        {
            Store = store.Id, Currency = store.Currency, PriceMinor = price * magnitude, Listed = listed > 0,
        };

    static Draft Draft(params (int Offer, int Quantity)[] lines) => new(
        Id.New(), null, new Owner(Id.New(), null),
            [.. lines.Select(line => new Wanted(Key(line.Offer), line.Quantity))],
        PaymentMethod.Card, null, null, new Recipient("Ana", "ana@example.com", "en"), Shop.Home);

    static readonly StoreTerms TheStore = new(Id.New(), "Store", "store", "", "BR", true, "BRL", 1000, 0, null);

    static OfferTerms Offer(int key) => new(
        Key(key), Id.New(), Id.New(), TheStore.Id, "SKU", "Thing", "thing", "", null, 1000, "BRL", true);

    static MarketFacts Facts(OfferTerms[] offers, Dictionary<Guid, long> free) => new(
        offers.ToDictionary(offer => offer.Offer), new Dictionary<Guid, StoreTerms> { [TheStore.Id] = TheStore }, free);

    static Guid Key(int number) => new(number, 0, 0, new byte[8]);
}
