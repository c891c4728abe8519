using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Runs a question against the index. All words first; with too few results, words of a lesser share of its weight, so
/// that a page is filled without ever ranking the whole catalogue.
/// </summary>
sealed class Matcher
{
    readonly View view;
    readonly Sought sought;
    readonly Narrowed filters;
    readonly bool[] inCategory;
    readonly int currency;
    readonly (int Slots, int Pair, int Bonus)[] neighbours;
    readonly int[] without;

    internal Matcher(View view, Sought sought)
    {
        (this.view, this.sought, filters) = (view, sought, sought.Filters);
        inCategory = filters.Which.HasFlag(Filters.Category)
            ? [.. view.Categories.ToArray().Select(set => set.Contains(filters.Category))]
            : [];
        currency = view.Currencies.Span.IndexOf(filters.Currency);
        neighbours = sought.Neighbours();
        without = [.. (sought.Without ?? []).Select(view.PlaceOf).OfType<int>()];
    }

    /// <summary>The page, how many were found, what was counted of all of them, and by which step.</summary>
    public static (IReadOnlyList<Place> Page, long Total, Counts Counts, int Step) Run(View view, Sought sought)
    {
        var matcher = new Matcher(view, sought);
        var tally = Tally.Of(view, sought.Filters.Which);
        try
        {
            var top = new TopList(sought.Limit + sought.Skip, sought.After);
            var step = sought.IsBrowsing ? matcher.Browse(top, tally) : matcher.Match(top, tally);
            var page = top.Ordered.Skip(sought.Skip).Select(one => new Place(one.Key, one.Product, step)).ToArray();
            return (page, tally.Total, tally.InNumbers(), step);
        }
        finally
        {
            tally.Clear();
        }
    }

    /// <summary>The place of a product that has all words and passes all filters; nothing is ranked for it.</summary>
    public Place? Fitting(Guid product)
    {
        if (view.PlaceOf(product) is not { } place || IsLeftOut(place)) return null;
        if (Missed(view.Facts.Span[place], view.Entries.Span, place) != Filters.None) return null;
        foreach (var slot in sought.Read.Slots)
            if (!Stands(slot, place)) return null;
        return new(0, product, 0);
    }

    bool Stands(Slot slot, int place)
    {
        foreach (var meaning in slot.Meanings)
            if (view.Of(meaning.Term).Places.BinarySearch(place) >= 0) return true;
        return false;
    }

    int Browse(TopList top, Tally tally)
    {
        var entries = view.Entries.Span;
        var all = view.Facts.Span;
        var deaths = view.Deaths.Span;
        // Who only looks around in a category is told of nothing outside.
        var within = filters.Which.HasFlag(Filters.Category);
        for (var place = 0; place < all.Length; place++)
        {
            ref readonly var facts = ref all[place];
            if (deaths[place] <= view.Version || (within && !inCategory[facts.Categories]) || IsLeftOut(place))
                continue;
            Take(facts, entries, place, -facts.Prior, top, tally);
        }

        return 0;
    }

    int Match(TopList top, Tally tally)
    {
        if (sought.Single is { } single) return Match(single, top, tally);
        var scores = Scores.Of(view, sought.Read);
        try
        {
            return Match(scores, top, tally);
        }
        finally
        {
            scores.Clear();
        }
    }

    // One word that means one thing stands once at a place: there is nothing to add up.
    int Match(Slot single, TopList top, Tally tally)
    {
        var entries = view.Entries.Span;
        var all = view.Facts.Span;
        var deaths = view.Deaths.Span;
        var standing = view.Of(single.Best.Term);
        var places = standing.Places;
        var impacts = standing.Impacts;
        var (weight, prior) = (single.WeightOf(single.Best), sought.Read.By.Prior);
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            if (deaths[place] <= view.Version || IsLeftOut(place)) continue;
            ref readonly var facts = ref all[place];
            Take(facts, entries, place, -(impacts[i] * weight + facts.Prior * prior), top, tally);
        }

        return 0;
    }

    int Match(Scores scores, TopList top, Tally tally)
    {
        var entries = view.Entries.Span;
        var all = view.Facts.Span;
        var deaths = view.Deaths.Span;
        var stepOf = sought.StepsBySlots();
        var step = sought.After is { } before ? Math.Min(before.Step, sought.LastStep) : FirstStep(scores, stepOf);
        foreach (var place in scores.Touched)
        {
            if (deaths[place] <= view.Version || stepOf[scores.SlotsAt(place)] > step || IsLeftOut(place))
                continue;
            ref readonly var facts = ref all[place];
            var points = scores.PointsAt(place) + facts.Prior * sought.Read.By.Prior;
            foreach (var (slots, pair, bonus) in neighbours)
                if ((scores.SlotsAt(place) & slots) == slots && entries[place].Pairs.AsSpan().Contains(pair))
                    points += bonus;
            Take(facts, entries, place, -points, top, tally);
        }

        return step;
    }

    bool IsLeftOut(int place) => without.Length > 0 && without.Contains(place);

    int FirstStep(Scores scores, byte[] stepOf)
    {
        if (sought.LastStep == 0) return 0;
        var deaths = view.Deaths.Span;
        var found = new int[sought.LastStep + 1];
        foreach (var place in scores.Touched)
            if (stepOf[scores.SlotsAt(place)] is var step && step < found.Length && deaths[place] > view.Version
                && !IsLeftOut(place))
                found[step]++;

        // Another order than by relevance would lift what matches least: there, the strictest that finds anything.
        var enough = sought.Sort == Sort.Relevance ? Steps.Enough : 1;
        for (int step = 0, matched = 0; ; step++)
        {
            matched += found[step];
            if (matched >= enough || step == sought.LastStep || (matched > 0 && sought.Bound(step + 1) > Steps.TooMany))
                return step;
        }
    }

    void Take(
        in Facts facts, ReadOnlySpan<Entry> entries, int place, long relevance, TopList top, Tally tally)
    {
        if (filters.Which == Filters.None) tally.Count(facts);
        else
        {
            var missed = Missed(facts, entries, place);
            tally.Count(facts, missed);
            if (missed != Filters.None) return;
        }

        var key = sought.Sort == Sort.Relevance ? relevance : Key(facts, entries[place]);
        if (top.Takes(key)) top.Offer(key, entries[place].Product);
    }

    Filters Missed(in Facts facts, ReadOnlySpan<Entry> entries, int place)
    {
        var which = filters.Which;
        if (which == Filters.None) return which;
        var missed = Filters.None;
        if (which.HasFlag(Filters.Category) && !inCategory[facts.Categories]) missed |= Filters.Category;
        if (which.HasFlag(Filters.Brand) && !filters.Brands.Contains(facts.Brand)) missed |= Filters.Brand;
        if (which.HasFlag(Filters.Price) && (facts.Currency != currency || facts.Currency < 0
            || entries[place].PriceMinor < filters.MinPrice || entries[place].PriceMinor > filters.MaxPrice))
            missed |= Filters.Price;
        if (which.HasFlag(Filters.Rating) && facts.Rating < filters.MinRating) missed |= Filters.Rating;
        if (which.HasFlag(Filters.Stock) && !facts.InStock) missed |= Filters.Stock;
        return missed;
    }

    // Results come in ascending order of their keys.
    long Key(in Facts facts, in Entry entry) => sought.Sort switch
    {
        Sort.PriceAsc => entry.PriceMinor == Entry.NoPrice ? long.MaxValue : entry.PriceMinor,
        Sort.PriceDesc => -entry.PriceMinor,
        Sort.Rating => -(facts.Rating * 1_000L + facts.Prior),
        Sort.Newest => -entry.Age,
        Sort.Bestselling => -(entry.Sold * 1_000L + facts.Prior),
        _ => throw new UnreachableException(),
    };
}
