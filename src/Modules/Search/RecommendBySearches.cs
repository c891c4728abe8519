using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Products the caller may want, by what they searched for lately; empty for a visitor we do not know, and for who
/// wants no searches remembered.
/// </summary>
public static class RecommendBySearches
{
    const int MostQueries = 2;
    const int MostProducts = 12;

    // Of what was searched for, some finds nothing by now.
    const int Looked = 5;

    static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/recommendations", Handle)
        .WithName(nameof(RecommendBySearches))
        .AllowAnyone();

    public sealed record Answer(IReadOnlyList<Recommended> Items);

    /// <summary>What is found now by a query of the caller's.</summary>
    public sealed record Recommended(string Query, IReadOnlyList<Hit> Products);

    static async Task<Ok<Answer>> Handle(
        [RegularExpression("^[a-z]{2}$")] string? locale, Caller caller, ISearchesDone searches, Finder finder,
        Database db, TimeProvider clock, CancellationToken stop) =>
        TypedResults.Ok(new Answer(await FindAsync(caller, locale ?? "en", searches, finder, db, clock, stop)));

    /// <summary>By at most two queries, the newest first; a product is met once.</summary>
    public static async Task<IReadOnlyList<Recommended>> FindAsync(
        Caller caller, string locale, ISearchesDone searches, Finder finder, Database db, TimeProvider clock,
        CancellationToken stop)
    {
        if (caller is { Account: null, Guest: null }) return [];
        IReadOnlyList<SearchDone> lately;
        await using (var session = await db.ReadAsync(stop))
            lately = await searches.LatelyAsync(session, caller, Looked);
        var since = clock.GetUtcNow().UtcDateTime - Lately;
        var met = new HashSet<Guid>();
        var recommended = new List<Recommended>();
        foreach (var one in lately.Where(one => one.Found is null or > 0 && one.At > since))
        {
            if (recommended.Count == MostQueries) break;
            var question = new Question(one.Query, Limit: MostProducts, Locale: locale);
            var (found, _) = await SearchProducts.FindAsync(question, finder, db, stop);
            Hit[] hits = [.. found!.Items.Where(hit => met.Add(hit.Id))];
            if (hits.Length > 0) recommended.Add(new(one.Query, hits));
        }

        return recommended;
    }
}
