using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

public sealed class CartChangesTests
{
    const int Owners = 3;
    const int Offers = 6;
    const int Closed = 5;
    const int Unknown = 6;

    static readonly Guid Store = Id.New();

    static readonly Dictionary<Guid, OfferTerms> Terms = Enumerable.Range(1, Offers - 1)
        .Select(number => new OfferTerms(
            OfferOf(number), Id.New(), Id.New(), Store, $"S{number}", "Thing", "thing", "", null, 100 * number, "BRL",
            Listed: number != Closed))
        .ToDictionary(terms => terms.Offer);

    static readonly Dictionary<Guid, StoreTerms> Stores = new()
    {
        [Store] = new(Store, "Store", "store", "", "BR", true, "BRL", 1000, 0, null),
    };

    sealed record Asked(int Owner, int Offer, int Quantity, int? Expected);

    [Fact]
    public void Together_they_come_out_as_one_after_another() =>
        Prop.ForAll(Changes().ToArbitrary(), asked =>
        {
            var carts = Enumerable.Range(0, Owners).Select(owner => new Model(OwnerOf(owner))).ToArray();
            var held = carts.Take(Owners - 1).Select(cart => cart.Held).ToDictionary(cart => cart.Owner.Key);

            var decided = CartChanges.Decide([.. asked.Select(ChangeOf)], held, Terms, Stores);

            Assert.Equal(asked.Count, decided.Count);
            foreach (var (one, change) in decided.Zip(asked))
            {
                var (refusal, version, items) = carts[change.Owner].Apply(change);
                Assert.Equal(refusal, one.Refusal?.Code);
                if (refusal is not null)
                {
                    Assert.Null(one.Cart);
                    continue;
                }

                Assert.Equal(version, one.Cart!.Version);
                Assert.Equal(items, one.Cart.Items.Select(item => (item.Offer, item.Quantity)));
                Assert.All(one.Cart.Items, item => Assert.Equal(Terms[item.Offer].PriceMinor, item.SeenPriceMinor));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void A_full_cart_takes_no_other_item_and_still_changes_those_it_has()
    {
        var full = new Carts.Held(Id.New(), OwnerOf(0), 7, [.. Enumerable.Range(100, Cart.MostLines - 1)
            .Select(number => new CartRules.Kept(OfferOf(number), 1, 1, "BRL"))]);

        var decided = CartChanges.Decide(
            [ChangeOf(new(0, 1, 1, null)), ChangeOf(new(0, 2, 1, null)), ChangeOf(new(0, 1, 9, null))],
            new Dictionary<string, Carts.Held> { [full.Owner.Key] = full }, Terms, Stores);

        Assert.Equal([null, "cart_full", null], decided.Select(one => one.Refusal?.Code));
        Assert.Equal((9L, Cart.MostLines, 9), (
            decided[2].Cart!.Version, decided[2].Cart!.Items.Count, decided[2].Cart!.Items[^1].Quantity));
    }

    /// <summary>What a cart should be, in the plainest way.</summary>
    sealed class Model(Owner owner)
    {
        readonly List<(Guid Offer, int Quantity)> items = [];
        long version;

        public Carts.Held Held => new(Id.New(), owner, 0, []);

        public (string? Refusal, long Version, IReadOnlyList<(Guid Offer, int Quantity)> Items) Apply(Asked asked)
        {
            var refusal = asked switch
            {
                { Offer: Unknown, Quantity: > 0 } => "offer_not_found",
                { Offer: Closed, Quantity: > 0 } => "not_for_sale",
                { Expected: { } expected } when expected != version => "cart_changed",
                _ => null,
            };
            var place = items.FindIndex(item => item.Offer == OfferOf(asked.Offer));
            if (refusal is not null || (asked.Quantity == 0 && place < 0)) return (refusal, version, [.. items]);
            if (asked.Quantity == 0) items.RemoveAt(place);
            else if (place < 0) items.Add((OfferOf(asked.Offer), asked.Quantity));
            else items[place] = (OfferOf(asked.Offer), asked.Quantity);
            version++;
            return (null, version, [.. items]);
        }
    }

    static CartChange ChangeOf(Asked asked) =>
        new(OwnerOf(asked.Owner), OfferOf(asked.Offer), asked.Quantity, asked.Expected, null);

    static Guid OfferOf(int number) => new(number, 0, 0, new byte[8]);

    // Every second owner is a guest, whose hash is another array each time.
    static Owner OwnerOf(int number) =>
        number % 2 == 0 ? new(OfferOf(1_000 + number), null) : new(null, Token.Hash($"guest {number}"));

    static Gen<List<Asked>> Changes() =>
        from count in Gen.Choose(1, 20)
        from asked in Gen.ListOf(
            from owner in Gen.Choose(0, Owners - 1)
            from offer in Gen.Choose(1, Offers)
            from quantity in Gen.Choose(0, 4)
            from expected in Gen.Choose(-12, 6)
            select new Asked(owner, offer, quantity, expected < 0 ? null : expected), count)
        select asked.ToList();
}
