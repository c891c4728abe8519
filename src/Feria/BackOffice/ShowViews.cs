using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Keeping and letting go of views of the back office's tables.</summary>
static class ShowViews
{
    public const string Place = "/operations/views";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(Place, Keep).RequireStaff();
        pages.MapPost(Place + "/remove", Remove).RequireStaff();
    }

    /// <summary>What a page was asked, without what only turns its pages and without what was left empty.</summary>
    public static string QueryOf(HttpRequest request) => QueryString.Create(
        request.Query.Where(one => one.Key is not ("cursor" or "done") && !string.IsNullOrWhiteSpace(one.Value))
            .Select(one => KeyValuePair.Create(one.Key, (string?)one.Value.ToString()))).Value?.TrimStart('?') ?? "";

    static async Task<IResult> Keep([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "place", "name", "query");
        var answer = await inside.CallAsync(
            nameof(SaveView), null, new { place = form["place"], name = form["name"], query = form["query"] ?? "" });
        return answer.Found<SavedView>() is { } view
            ? new SeeOther(visit.To($"{view.Place}?{view.Query}"))
            : answer.Problem!.AsProblem();
    }

    static async Task<IResult> Remove([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "place", "name");
        var answer = await inside.CallAsync(nameof(DeleteView), new { place = form["place"], name = form["name"] });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(form["place"]!));
    }
}
