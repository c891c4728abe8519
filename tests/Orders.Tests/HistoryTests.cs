using Feria.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Orders.Tests;

/// <summary>
/// Generated lives of checkouts, played on PostgreSQL and on a model in ten lines; both must tell the same.
/// </summary>
public sealed class HistoryTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Hundreds_of_histories_end_as_the_model_says() =>
        Prop.ForAll(Histories().ToArbitrary(), history => PlayAsync(history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(250));

    async Task PlayAsync(History history)
    {
        var store = await shop.OpenStoreAsync();
        var offers = new[]
        {
            await shop.OfferAsync(store, 1000, history.First), await shop.OfferAsync(store, 500, history.Second),
        };
        var model = new Model(history.First, history.Second);
        var checkouts = new List<Guid>();

        foreach (var step in history.Steps)
        {
            var expected = model.Do(step);
            var actual = await DoAsync(step, offers, checkouts);
            Assert.Equal(expected, actual);
            for (var i = 0; i < 2; i++) Assert.Equal(model.Units[i], await shop.UnitsAsync(offers[i]));
        }

        Assert.True(await shop.StockAddsUpAsync());
    }

    async Task<string> DoAsync(Step step, Guid[] offers, List<Guid> checkouts)
    {
        await using var tx = await shop.Database.WriteAsync();
        var said = await DoAsync(tx, step, offers, checkouts);
        if (await tx.OneAsync<bool>("select pg_current_xact_id_if_assigned() is not null")) await tx.CommitAsync();
        return said;
    }

    async Task<string> DoAsync(Tx tx, Step step, Guid[] offers, List<Guid> checkouts)
    {
        if (step.Verb is Verb.Place)
        {
            var drafts = step.Batch.Select(wanted => Draft(wanted, offers)).ToList();
            var decisions = await shop.Place.BatchAsync(tx, drafts);
            checkouts.AddRange(decisions.Where(made => made.Quote is not null).Select(made => made.Draft.Id));
            return string.Join(' ', decisions.Select(made => made.Refusal?.Code ?? "placed"));
        }

        if (step.Verb is Verb.Count)
            return await shop.Stock.CountAsync(tx, [new(offers[step.Which % 2], step.Units)], "history") is []
                ? "counted" : "kept";
        if (checkouts.Count == 0) return "nothing";
        var checkout = checkouts[step.Which % checkouts.Count];
        var order = await tx.OneAsync<Guid>(
            "select id from orders.store_order where checkout_id = @checkout", new { checkout });
        switch (step.Verb)
        {
            case Verb.Confirm:
                return (await shop.Book.ConfirmAsync(tx, checkout))[checkout].ToString();
            case Verb.Fail:
                await shop.Book.FailAsync(tx, checkout, "declined");
                return await StatusAsync(tx, checkout);
            case Verb.Expire:
                if (await StatusAsync(tx, checkout) == "placed")
                    await shop.Finaliser.EndAsync(tx, [checkout], CheckoutStatus.Expired, "expired");
                return await StatusAsync(tx, checkout);
            case Verb.Cancel:
                return (await shop.Cancelling.CancelAsync(tx, order, "by_buyer", null))?.Code ?? "cancelled";
            default:
                return (await shop.Finaliser.MoveAsync(tx, [order], OrderStatus.Shipped, null, null)).Count == 1
                    ? "shipped" : "stays";
        }
    }

    static Task<string> StatusAsync(Tx tx, Guid checkout) =>
        tx.OneAsync<string>("select status from orders.checkout where id = @checkout", new { checkout });

    static Draft Draft((int First, int Second) wanted, Guid[] offers) => new(
        Id.New(), null, new Owner(Id.New(), null),
        [.. new[] { new Wanted(offers[0], wanted.First), new Wanted(offers[1], wanted.Second) }
            .Where(line => line.Quantity > 0)],
        PaymentMethod.Card, null, null, new Recipient("Ana", "ana@example.com", "en"), Shop.Home);

    public enum Verb { Place, Confirm, Fail, Expire, Cancel, Ship, Count }

    public sealed record Step(Verb Verb, int Which, int Units, List<(int First, int Second)> Batch);

    public sealed record History(int First, int Second, List<Step> Steps);

    static Gen<History> Histories() =>
        from first in Gen.Choose(0, 8)
        from second in Gen.Choose(0, 8)
        from steps in Gen.ListOf(StepGen(), 14)
        select new History(first, second, [.. steps]);

    static Gen<Step> StepGen() =>
        from verb in Gen.Elements(
            Verb.Place, Verb.Place, Verb.Place, Verb.Confirm, Verb.Confirm, Verb.Fail, Verb.Expire, Verb.Cancel,
                Verb.Ship, Verb.Count)
        from which in Gen.Choose(0, 1000)
        from units in Gen.Choose(0, 9)
        from size in Gen.Choose(1, 3)
        from batch in Gen.ListOf(from one in Gen.Choose(0, 4) from two in Gen.Choose(0, 3) select (one, two), size)
        select new Step(verb, which, units, [.. batch]);

    sealed class Model(long first, long second)
    {
        public Units[] Units { get; } = [new(first, 0, 0), new(second, 0, 0)];

        readonly List<(string Status, string Order, long[] Lines)> checkouts = [];

        public string Do(Step step)
        {
            if (step.Verb is Verb.Place) return string.Join(
                ' ', step.Batch.Select(wanted => Place([wanted.First, wanted.Second])));
            if (step.Verb is Verb.Count)
            {
                var there = Units[step.Which % 2];
                if (step.Units < there.Reserved) return "kept";
                Units[step.Which % 2] = there with { OnHand = step.Units };
                return "counted";
            }

            if (checkouts.Count == 0) return "nothing";
            var at = step.Which % checkouts.Count;
            var (status, order, lines) = checkouts[at];
            switch (step.Verb)
            {
                case Verb.Confirm when status is "confirmed":
                    return "Confirmed";
                case Verb.Confirm when status is "placed":
                    Change(lines, onHand: -1, reserved: -1, sold: 1);
                    checkouts[at] = ("confirmed", "paid", lines);
                    return "Confirmed";
                case Verb.Confirm when status is "failed" or "expired" && Fits(lines):
                    Change(lines, onHand: -1, sold: 1);
                    checkouts[at] = ("confirmed", "paid", lines);
                    return "Confirmed";
                case Verb.Confirm:
                    return "Lost";
                case Verb.Fail or Verb.Expire:
                    if (status is not "placed") return status;
                    Change(lines, reserved: -1);
                    checkouts[at] = (step.Verb is Verb.Fail ? "failed" : "expired", "cancelled", lines);
                    return checkouts[at].Status;
                case Verb.Cancel when status is "placed":
                    Change(lines, reserved: -1);
                    checkouts[at] = ("cancelled", "cancelled", lines);
                    return "cancelled";
                case Verb.Cancel when order is "shipped":
                    return "order_on_its_way";
                case Verb.Cancel:
                    if (order is "paid") Change(lines, onHand: 1, sold: -1);
                    checkouts[at] = (status, "cancelled", lines);
                    return "cancelled";
                default:
                    if (order is not "paid") return "stays";
                    checkouts[at] = (status, "shipped", lines);
                    return "shipped";
            }
        }

        string Place(long[] lines)
        {
            if (lines.Sum() == 0) return "cart_empty";
            if (!Fits(lines)) return "out_of_stock";
            Change(lines, reserved: 1);
            checkouts.Add(("placed", "placed", lines));
            return "placed";
        }

        bool Fits(long[] lines) => Enumerable.Range(0, 2).All(i => Units[i].OnHand - Units[i].Reserved >= lines[i]);

        void Change(long[] lines, int onHand = 0, int reserved = 0, int sold = 0)
        {
            for (var i = 0; i < 2; i++)
                Units[i] = new(
                    Units[i].OnHand + (onHand * lines[i]), Units[i].Reserved + (reserved * lines[i]),
                        Units[i].Sold + (sold * lines[i]));
        }
    }
}
