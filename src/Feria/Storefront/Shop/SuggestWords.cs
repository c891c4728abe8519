using Feria.Contracts;
using Feria.Search;

namespace Feria.Storefront;

/// <summary>
/// What somebody who types may mean: the query finished, then names of things that are found by it; before anything is
/// typed, what people search for these days.
/// </summary>
static class SuggestWords
{
    const int Most = 8;
    const int Longest = 70;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/search/suggestions", Handle).AllowAnyone();

    static async Task<IResult> Handle(
        string? q, Visit visit, Finder finder, ITextWatch watch, Database db, Cache cache, CancellationToken stop)
    {
        if (q is null)
            return new Tagged<ListTrendingSearches.Answer>(
                (await ListTrendingSearches.CopyAsync(visit.Language.Code, cache, watch, stop)).Json);
        if (q is not { Length: >= 2 and <= 200 }) return TypedResults.Ok(new { items = Array.Empty<string>() });
        var meant = (await SuggestQueries.FindAsync(q, visit.Language.Code, finder, db, cache, stop)).Value;
        var items = meant.Queries
            .Concat(meant.Products.Select(product => Short(product.Name)))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(Most);
        return TypedResults.Ok(new { items });
    }

    // A long title is cut where a word ends.
    static string Short(string title) =>
        title.Length <= Longest ? title
        : title.LastIndexOf(' ', Longest) is var end and > 0 ? title[..end]
        : title[..Longest];
}
