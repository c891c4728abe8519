using Feria.Catalog;
using Feria.Stores;

namespace Feria.Demo;

/// <summary>The stores.</summary>
static class Stallholders
{
    public static IReadOnlyList<Stall> Of(Fair fair) => [.. Words.Rows("stores").Select(row => StallOf(fair, row))];

    static Stall StallOf(Fair fair, string[] row)
    {
        var (name, dice) = (row[0], fair.Dice($"store {row[0]}"));
        var since = dice.Moment(fair.Today.AddDays(-690), fair.Today.AddDays(-200));
        var fee = dice.Of([290, 390, 490, 590, 690]);
        return new(
            new PutStores.Store(
                dice.Id(since), Slug.Of(name), name, row[5], row[1], row[2], row[3], Fair.Currency,
                dice.Of([800, 900, 1000, 1200]), fee, dice.Chance(.8) ? dice.Of([3900, 4900, 5900, 7900]) : null,
                since),
            row[4].Split(','));
    }
}
