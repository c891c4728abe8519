using Feria.Contracts;

namespace Feria.Search;

/// <summary>A product that is shown first because somebody pays for it.</summary>
/// <param name="Id">What is told when it is seen or followed.</param>
public sealed record SponsoredHit(Guid Id, Hit Hit);

/// <summary>
/// Of what is sponsored, the little that answers a question as the index in memory has it: every word stands in it, it
/// passes every filter, it is in stock, and the sponsored offer is the one that sells it. Whatever engine answers,
/// nothing is asked of it, and where nothing is sponsored nothing is done.
/// </summary>
public sealed class SponsoredFinder(Finder finder, RuleBook rules, ISponsoring sponsoring, TimeProvider clock)
{
    /// <summary>Places among the results of a first page, counted from nought.</summary>
    public static readonly IReadOnlyList<int> Places = [0, 5];

    const int MostTried = 20;

    /// <summary>At most as many as there are places, the highest bid first; none for what was not understood.</summary>
    public async Task<IReadOnlyList<SponsoredHit>> FindAsync(Question question, Database db, CancellationToken stop)
    {
        if (question is not { Sort: Sort.Relevance, Cursor: null or "" }) return [];
        if (question is { Q: null or "", Category: null or "" }) return [];
        var sponsored = sponsoring.Now();
        if (sponsored.Count == 0) return [];

        CategoryFacts? category = null;
        if (question.Category is { Length: > 0 } slug
            && (category = (await finder.CategoriesAsync(question.Locale, stop)).Of(slug)) is null) return [];
        var view = await finder.ViewAsync(stop);
        if (Seek(view, question, category) is not { } matcher) return [];

        var fitting = new Dictionary<Guid, SponsoredOffer>();
        foreach (var one in sponsored)
        {
            if (fitting.Count == MostTried) break;
            if (!fitting.ContainsKey(one.Product) && matcher.Fitting(one.Product) is not null)
                fitting.Add(one.Product, one);
        }

        if (fitting.Count == 0) return [];
        await using var asking = new Asking(db, stop);
        var shown = await Finder.ShownAsync(
            asking, view, [.. fitting.Keys.Select(product => new Place(0, product, 0))]);
        return
        [
            .. shown.Select(one => one.Hit)
                .Where(hit => hit is { InStock: true, Price: not null } && hit.Offer == fitting[hit.Id].Offer)
                .Take(Places.Count)
                .Select(hit => new SponsoredHit(fitting[hit.Id].Id, hit)),
        ];
    }

    Matcher? Seek(View view, Question question, CategoryFacts? category)
    {
        var now = rules.Now;
        var read = QueryReader.Read(view, now.Read(question.Q, question.Locale), []);
        if (read is not { Corrected: null, Ignored.Count: 0 }) return null;
        if (question.Q is { Length: > 0 } && read.Slots.Count == 0) return null;
        var hidden = now.Of(question.Q, question.Locale, clock.GetUtcNow().UtcDateTime)?.Hidden ?? [];
        return new(view, new(
            read, Narrowed.Of(view, Finder.NarrowingOf(view, question, category) with { InStock = true }),
            Sort.Relevance, Places.Count, null, Without: hidden));
    }
}
