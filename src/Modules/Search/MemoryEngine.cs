using Feria.Contracts;

namespace Feria.Search;

/// <summary>The engine that is always there: the index in this process's memory, as it is at a moment.</summary>
sealed class MemoryEngine(View view, Asking asking) : ISearchEngine
{
    const int MostSlots = 4;

    public const string Called = "memory";

    public string Name => Called;

    public async Task<Matches> FindAsync(Wanted wanted, CancellationToken stop)
    {
        var read = await ReadAsync(wanted.Asked);
        var sought = new Sought(
            read, Narrowed.Of(view, wanted.Narrowing), wanted.Sort, wanted.Limit, wanted.After, wanted.Skip,
            wanted.Without);
        if (sought.IsBrowsing && !string.IsNullOrWhiteSpace(wanted.Asked.Text))
            return new([], 0, Counts.None, Matched.None, read.Corrected, read.Ignored);
        var (page, total, counts, step) = Matcher.Run(view, sought);
        return new(
            page, total, counts, read.IsCode ? Matched.Code : step == 0 ? Matched.All : Matched.Some, read.Corrected,
            read.Ignored);
    }

    public async Task<Completion> CompleteAsync(AskedText typed, CancellationToken stop)
    {
        var tokens = Scanner.Scan(typed.Text);
        if (tokens.Count == 0) return Completion.None;
        var begun = tokens[^1];
        var (words, meant) = Complete(begun);
        var before = string.Join(' ', tokens.SkipLast(1).Select(token => token.Raw));
        var head = await ReadAsync(AskedTexts.Of(before));
        Slot[] slots =
        [
            .. head.Slots.Append(new(begun.Raw, begun.Kind, meant)).Where(slot => slot.Meanings.Count > 0)
                .Take(MostSlots),
        ];
        var (products, leaves) = Seen(slots);
        return products.Length == 0
            ? Completion.None
            : new([.. words.Select(word => $"{head.Corrected ?? before} {word}".Trim())], products, leaves);
    }

    public async Task<Ranking?> ExplainAsync(AskedText asked, Guid product, CancellationToken stop) =>
        await Explained.OfAsync(await asking.SessionAsync(), await ReadAsync(asked), product);

    async Task<ReadQuery> ReadAsync(AskedText asked) =>
        QueryReader.Read(view, asked, await Dictionary.CodedAsync(asking, view, asked.Code));

    // Of the products that have all the words, the foremost, and the categories most of them stand in.
    (Guid[] Products, int[] Leaves) Seen(Slot[] slots)
    {
        var scores = Scores.Of(view, new(slots, null, [], [], false));
        var top = new TopList(Completion.MostProducts, null);
        var leaves = new Dictionary<int, int>();
        foreach (var place in scores.Touched)
        {
            if (scores.SlotsAt(place) != (1 << slots.Length) - 1 || !view.IsAlive(place)) continue;
            var facts = view.Facts.Span[place];
            top.Offer(-facts.Prior, view.Entries.Span[place].Product);
            if (view.Categories.Span[facts.Categories] is [.., var leaf])
                leaves[leaf] = leaves.GetValueOrDefault(leaf) + 1;
        }

        scores.Clear();
        return (
            [.. top.Ordered.Select(one => one.Product)],
            [.. leaves.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(Completion.MostCategories)
                .Select(one => one.Key)]);
    }

    // The words it begins, and where there are none, those it may be a slip of.
    (IReadOnlyList<string> Words, IReadOnlyList<Meaning> Meant) Complete(Token begun)
    {
        var known = new Dictionary(view, [], RankingWeights.Usual);
        if (begun.Kind != Kind.Word) return ([begun.Raw], known.Exactly([begun.Text], 100, "exact"));

        if (known.Foremost(begun.Text, Completion.MostQueries) is { Count: > 0 } words) return (
            [.. words.Select(word => word.Text).Distinct()],
            [.. words.DistinctBy(word => word.Term).Select(word => known.Means(word.Term, 100, "begins"))]);

        var near = known.Near(begun.Text).Take(Completion.MostQueries).ToList();
        return ([.. near.Select(one => one.Word).Distinct()], [.. near.Select(one => one.Meaning)]);
    }
}
