using Feria.Contracts;

namespace Feria.Search.Tests;

/// <summary>What is found and counted in memory, against the plainest model: all products, one by one.</summary>
public sealed class FacetModelTests
{
    const int Brands = 90;
    const int Common = 1;
    const int Rare = 2;
    const int Never = 3;

    static readonly RankingWeights By = RankingWeights.Usual;

    readonly Random chance = new(23);
    readonly Dictionary<Guid, Document> model = [];
    readonly MemoryIndex index = new();

    public FacetModelTests()
    {
        index.Lexicon.Take([.. Enumerable.Range(1, Brands).Select(n => new Learned(Lesson.Brand, n, $"brand {n}", 0))]);
        var version = 0L;
        for (var batch = 0; batch < 20; batch++)
        {
            var changes = Enumerable.Range(0, 100).Select(_ => Any(++version)).ToList();
            index.Put(changes);
            foreach (var change in changes)
                if (change.Terms is null) model.Remove(change.Product);
                else model[change.Product] = change;
        }
    }

    [Theory]
    [InlineData(Common)]
    [InlineData(Rare)]
    [InlineData(Never)]
    public void One_word_finds_ranks_and_counts_as_one_by_one_would(int term)
    {
        for (var round = 0; round < 40; round++)
            foreach (var sort in Enum.GetValues<Sort>())
                AssertAsOneByOne([term], Narrowing(round), sort);
    }

    [Fact]
    public void Two_words_and_none_do_too()
    {
        for (var round = 0; round < 40; round++)
            foreach (var sort in Enum.GetValues<Sort>())
            {
                AssertAsOneByOne([Common, Rare], Narrowing(round), sort);
                AssertAsOneByOne([], Narrowing(round), sort);
            }
    }

    void AssertAsOneByOne(int[] terms, Narrowing narrowing, Sort sort)
    {
        var view = index.Now;
        Slot[] slots =
        [
            .. terms.Select(term => new Slot("w", Kind.Word, [new(term, "w", view.CountOf(term), 100, "exact")])
                .Weighed(view.Documents)),
        ];
        var sought = new Sought(
            new(slots, null, [], [], false), Narrowed.Of(view, narrowing), sort, Limit: 30, After: null);
        var (page, total, counts, step) = Matcher.Run(view, sought);

        var stepOf = sought.StepsBySlots();
        // Who only looks around in a category is told of nothing outside.
        var asked = model.Values.Where(one => terms.Length == 0
            ? narrowing.Category is not { } within || one.Categories.Contains(within)
            : stepOf[terms.Index().Sum(term => one.Terms!.Contains(term.Item) ? 1 << term.Index : 0)] <= step).ToList();
        List<Document> Passing(Filters but) => [.. asked.Where(one => Passes(one, narrowing, but))];
        long KeyOf(Document one) => sort switch
        {
            Sort.Relevance => -(slots.Sum(slot => one.Terms!.IndexOf(slot.Best.Term) is >= 0 and var at
                ? one.Impacts[at + 1] * slot.WeightOf(slot.Best) : 0) + one.Prior * (terms.Length == 0 ? 1 : By.Prior)),
            Sort.PriceAsc => one.PriceMinor ?? long.MaxValue,
            Sort.PriceDesc => -one.PriceMinor ?? 1,
            Sort.Rating => -(one.Rating * 1_000L + one.Prior),
            Sort.Newest => -one.CreatedAt.Ticks,
            _ => -(one.Sold * 1_000L + one.Prior),
        };

        var found = Passing(Filters.None);
        Assert.Equal(found.Count, total);
        Assert.Equal(
            found.OrderBy(KeyOf).ThenBy(one => one.Product).Take(30).Select(one => one.Product),
            page.Select(one => one.Product));
        Assert.Equal(
            Passing(Filters.Brand).Where(one => one.Brand > 0).CountBy(one => one.Brand)
                .OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(Counts.MostBrands)
                .Select(one => KeyValuePair.Create($"brand {one.Key}", (long)one.Value)),
            counts.Brands);
        Assert.Equal(
            Passing(Filters.Category).SelectMany(one => one.Categories).CountBy(one => one)
                .OrderByDescending(one => one.Value).ThenBy(one => one.Key)
                .Select(one => KeyValuePair.Create(one.Key, (long)one.Value)),
            counts.Categories);
        Assert.Equal(
            Enumerable.Range(0, Counts.MostStars + 1)
                .Select(stars => (long)Passing(Filters.Rating).Count(one => one.Rating / 100 == stars)),
            counts.Stars);
        Assert.Equal(Passing(Filters.Stock).Count(one => one.InStock), counts.InStock);
        var priced = Passing(Filters.Price).Where(one => one.Currency == counts.Currency).ToList();
        Assert.Equal(
            Enumerable.Range(0, Counts.MostSteps)
                .Select(price => (long)priced.Count(one => one.Currency is not null && one.PriceStep == price)),
            counts.PriceSteps.Concat(Enumerable.Repeat(0L, Counts.MostSteps - counts.PriceSteps.Count)));
    }

    static bool Passes(Document one, Narrowing by, Filters but) =>
        (but == Filters.Category || by.Category is null || one.Categories.Contains(by.Category.Value))
        && (but == Filters.Brand || by.Brands.Count == 0 || by.Brands.Contains($"brand {one.Brand}"))
        && (but == Filters.Price || by.Currency is null || (one.Currency == by.Currency
            && one.PriceMinor >= by.MinPrice && one.PriceMinor <= by.MaxPrice))
        && (but == Filters.Rating || one.Rating >= by.MinRating)
        && (but == Filters.Stock || !by.InStock || one.InStock);

    // No filter first, then each in a third of the rounds.
    Narrowing Narrowing(int round)
    {
        bool Has() => round > 0 && chance.Next(3) == 0;
        var (low, high) = (chance.Next(5_000), chance.Next(5_000, 10_000));
        return new(
            Has() ? chance.Next(1, 12) : null,
            Has() ? [$"brand {chance.Next(1, Brands)}", $"brand {chance.Next(1, Brands)}"] : [],
            low, high, Has() ? "USD" : null, Has() ? 100 * chance.Next(1, 5) : 0,
            Has());
    }

    Document Any(long version)
    {
        var product = new Guid(chance.Next(1, 700), 0, 0, new byte[8]);
        if (chance.Next(10) == 0)
            return new(product, version, null, [], [], [], 0, null, null, 0, 0, false, 0, 0, default);
        int[] terms = chance.Next(8) == 0 ? [Common, Rare] : chance.Next(10) == 0 ? [9] : [Common];
        var price = chance.Next(20) == 0 ? (int?)null : chance.Next(100, 10_000);
        return new(
            product, version, terms, [0, .. terms.Select(_ => (byte)chance.Next(1, 250))], [],
            [1 + chance.Next(4), 5 + chance.Next(7)], chance.Next(Brands + 1), price,
            price is null ? null : chance.Next(5) == 0 ? "EUR" : "USD",
            price is null ? 0 : chance.Next(Counts.MostSteps),
            (short)chance.Next(0, 501), chance.Next(3) > 0, (short)chance.Next(1_000), chance.Next(300),
            DateTime.UnixEpoch.AddSeconds(chance.Next(1_000_000)));
    }
}
