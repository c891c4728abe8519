using Feria.Recommendations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What somebody searched for: seen, cleared one by one or all at once, and turned off.</summary>
static class ShowSearches
{
    const string Place = "/account/searches";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/clear", Clear).RequireAccount();
        pages.MapPost(Place + "/remembered", Remember).RequireAccount();
    }

    static async Task<IResult> Show(Inside inside) => new RazorComponentResult<SearchesPage>(new
    {
        Found = (await inside.CallAsync(nameof(ListMySearches), new { limit = 50 })).Read<ListMySearches.Answer>(),
    });

    static async Task<IResult> Clear([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "q");
        var answer = await inside.CallAsync(
            nameof(ClearMySearches), new { q = form["q"] is { Length: > 0 } query ? query : null });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }

    static async Task<IResult> Remember([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(
            nameof(PutSearchHistory), body: new { remembered = sent["remembered"] == "yes" });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }
}
