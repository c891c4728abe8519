using Feria.Community;

namespace Feria.Demo;

/// <summary>What buyers thought: liked goods have many reviews, and none had everybody's love.</summary>
static class Opinions
{
    const int Most = 60;

    public static IReadOnlyList<LoadReviews.Review> Of(Fair fair)
    {
        // en 5: three lines a language and rating: titles, openings, closings.
        var phrases = Words.Rows("reviews")
            .GroupBy(row => row[0][..4])
            .ToDictionary(same => same.Key, same => same.Select(row => (string[])[row[0][5..], .. row[1..]]).ToArray());
        return [.. fair.Goods.SelectMany(good => OfGood(fair, good, phrases))];
    }

    static IEnumerable<LoadReviews.Review> OfGood(Fair fair, Good good, Dictionary<string, string[][]> phrases)
    {
        var dice = fair.Dice($"reviews {good.Listing.ExternalId}");
        var count = Math.Min(Most, (int)(good.Pull * 2.4 * (dice.Part() + .3)));
        var buyers = fair.Visitors.Skip(DemoAccount.All.Count);
        foreach (var buyer in dice.Some(buyers, count))
        {
            var rating = RatingOf(dice, good.Quality);
            var language = dice.Chance(.85)
                ? good.Listing.Language
                : dice.Of([.. Locale.Spoken.Where(other => other != good.Listing.Language)]);
            var said = phrases[$"{language} {rating}"];
            var seller = dice.Of(good.Listing.Variants[0].Offers).Store;
            var store = fair.Stalls.First(stall => stall.Store.Id == seller).Store;
            var at = dice.Moment(good.Listing.Since!.Value.AddDays(1), fair.Today);
            var closing = dice.Chance(.6) ? dice.Of(said[2]) : "";
            var body = string.Join(' ', dice.Some(said[1], dice.Between(1, 2)).Append(closing))
                .Replace("{store}", store.Name)
                .Replace("{noun}", good.Listing.Language == "en" ? Telling.Thing(good.Ware, good.Noun) : "one")
                .TrimEnd();
            yield return new(
                dice.Id(at), good.Product, store.Id, buyer.Id, buyer.ShownName, rating, dice.Of(said[0]), body,
                language, at);
        }
    }

    static int RatingOf(Dice dice, double quality)
    {
        if (dice.Chance(.05)) return dice.Between(1, 3);
        return Math.Clamp((int)Math.Round(quality + (dice.Part() + dice.Part() - 1) * 1.9), 1, 5);
    }
}
