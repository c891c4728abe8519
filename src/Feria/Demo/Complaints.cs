using Feria.Contracts;
using Feria.Trust;

namespace Feria.Demo;

/// <summary>What a few visitors want looked at, so that there is something to decide.</summary>
static class Complaints
{
    static readonly (string Reason, string Words)[] Said =
    [
        (Reason.Offensive, "This is no review, it only insults the people of the store."),
        (Reason.Contact, "It asks people to buy somewhere else."),
        (Reason.Other, "This is about another product."),
    ];

    public static async Task PutAsync(Tx tx, CaseBook cases, Fair fair)
    {
        var dice = fair.Dice("reports");
        var visitors = fair.Visitors.Skip(DemoAccount.All.Count).ToList();
        // Those who liked it least are read with the least patience.
        var reviews = dice.Some(fair.Reviews.Where(review => review.Rating <= 2), 6).Select(review => review.Id);
        foreach (var (at, review) in reviews.Index())
            await ReportAsync(
                ThingKind.Review, review, Said[at % Said.Length],
                dice.Some(visitors, 1 + at % 3).Select(visitor => visitor.Id));
        foreach (var product in dice.Some(fair.Goods, 3).Select(good => good.Product))
            await ReportAsync(
                ThingKind.Product, product, (Reason.Counterfeit, "The logo on it is not the maker's."),
                dice.Some(visitors, 2).Select(visitor => visitor.Id));

        async Task ReportAsync(
            string kind, Guid thing, (string Reason, string Words) said, IEnumerable<Guid> reporters)
        {
            if (await cases.ShowAsync(tx, kind, thing.ToString()) is not { } shown) return;
            foreach (var reporter in reporters.Where(one => one != shown.Account))
                await cases.ReportAsync(tx, kind, shown, reporter, said.Reason, said.Words);
        }
    }
}
