using Feria.Catalog;
using Feria.Community;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>A question to the stores that sell something; everybody reads it on the product's page.</summary>
static class ShowAsking
{
    const string Place = "/ask/{product:guid}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid product, Inside inside) => PageAsync(product, new Filled(), 200, inside))
            .RequireAccount();
        pages.MapPost(Place, Send).RequireAccount();
    }

    public static string PathOf(Guid product) => $"/ask/{product}";

    static async Task<IResult> Send(Guid product, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "text");
        var answer = await inside.CallAsync(
            nameof(AskQuestion), new { product }, new { text = form["text"], language = visit.Language.Code });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            return await PageAsync(product, form, answer.Status, inside);
        }

        var found = await inside.CallAsync(nameof(GetProduct), new { idOrSlug = product });
        return new SeeOther(visit.To(Shelf.PathOf(found.Read<ReviewPage.Reviewed>().Slug) + "#questions"));
    }

    static async Task<IResult> PageAsync(Guid product, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetProduct), new { idOrSlug = product });
        if (found.Problem is { } lost) return lost.AsProblem();
        return new RazorComponentResult<AskPage>(new { Product = found.Read<ReviewPage.Reviewed>(), Form = form })
        {
            StatusCode = status,
        };
    }
}
