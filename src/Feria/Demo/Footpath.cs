using Feria.Recommendations;

namespace Feria.Demo;

/// <summary>Where people walked these last two weeks, and what they asked for: what trending is counted from.</summary>
static class Footpath
{
    const int Days = 14;
    const int Views = 16_000;
    const int RecentOfDemoBuyer = 14;
    const int Searches = 1_800;
    const int RecentDays = 2;

    // What nobody sells here: a marketer finds it among what found nothing.
    static readonly string[] Unknown = ["hoverboard", "harpsichord", "telescope mirror", "beekeeper suit"];

    public static IReadOnlyList<Behaviour> Of(Fair fair)
    {
        var dice = fair.Dice("footsteps");
        var urn = new Urn<Good>(fair.Goods, good => good.Pull);
        var steps = new List<Behaviour>(Views + Views / 8);
        for (var i = 0; i < Views; i++)
        {
            var (good, at) = (urn.Draw(dice), dice.Moment(fair.Today.AddDays(-Days), fair.Today.AddMinutes(-5)));
            var account = dice.Chance(.3) ? dice.Of(fair.Visitors).Id : (Guid?)null;
            if (account == fair.Visitors[0].Id) account = null;
            steps.Add(Step(at, "view", account, good));
            if (dice.Chance(.09)) steps.Add(Step(at.AddMinutes(1), "add", account, good));
        }

        for (var i = 0; i < RecentOfDemoBuyer; i++)
            steps.Add(Step(fair.Today.AddHours(-3 * i - 1), "view", fair.Visitors[0].Id, urn.Draw(dice)));
        var bought = fair.Trade.Purchases.Where(purchase => purchase.SettledAt > fair.Today.AddDays(-Days));
        steps.AddRange(bought.SelectMany(purchase => purchase.Parts.SelectMany(part => part.Lines.Select(line =>
            Step(purchase.SettledAt!.Value, "purchase", null, line.Good)))));
        steps.AddRange(SearchesOf(fair));
        return steps;
    }

    // Each department's shelves by their names; some are asked for all at once in these days.
    static IEnumerable<Behaviour> SearchesOf(Fair fair)
    {
        var dice = fair.Dice("searches");
        var parents = fair.Categories.Select(category => category.Parent).ToHashSet();
        var shelves = fair.Categories.Where(category => !parents.Contains(category.ExternalId)).ToList();
        var rising = Enumerable.Range(0, 6).Select(_ => dice.Of(shelves)).ToList();
        var asking = fair.Visitors.Skip(DemoAccount.All.Count).ToList();
        for (var i = 0; i < Searches; i++)
        {
            var visitor = dice.Of(asking);
            var isRising = dice.Chance(.15);
            var shelf = isRising ? dice.Of(rising) : dice.Of(shelves);
            var isUnknown = dice.Chance(.03);
            var at = dice.Moment(fair.Today.AddDays(isRising ? -RecentDays : -Days), fair.Today.AddMinutes(-5));
            yield return new(
                at, "search", visitor.Id, null, null, null,
                isUnknown ? dice.Of(Unknown) : shelf.Names.GetValueOrDefault(visitor.Locale, shelf.Names["en"]),
                "search")
            {
                Language = visitor.Locale,
                Found = isUnknown ? 0 : dice.Between(8, 60),
            };
        }

        yield return new(
            fair.Today.AddHours(-2), "search", fair.Visitors[0].Id, null, null, null, shelves[0].Names["en"], "search")
        {
            Language = "en",
            Found = dice.Between(8, 60),
        };
    }

    static Behaviour Step(DateTime at, string kind, Guid? account, Good good) =>
        new(at, kind, account, null, good.Product, null, null, kind == "purchase" ? null : "product");
}

/// <summary>Things drawn by weight, again and again.</summary>
sealed class Urn<T>
{
    readonly IReadOnlyList<T> things;
    readonly double[] upTo;

    public Urn(IReadOnlyList<T> things, Func<T, double> weightOf)
    {
        this.things = things;
        upTo = new double[things.Count];
        var sum = 0.0;
        for (var i = 0; i < upTo.Length; i++) upTo[i] = sum += weightOf(things[i]);
    }

    public T Draw(Dice dice)
    {
        var at = Array.BinarySearch(upTo, dice.Part() * upTo[^1]);
        return things[Math.Min(at < 0 ? ~at : at + 1, things.Count - 1)];
    }
}
