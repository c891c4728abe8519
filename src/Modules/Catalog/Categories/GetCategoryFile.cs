using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A category whole, for those who edit the tree.</summary>
public static class GetCategoryFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/categories/{category:guid}", Handle)
        .WithName(nameof(GetCategoryFile))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(Refusals.CategoryNotFound);

    static async Task<Results<Ok<CategoryFile>, ProblemHttpResult>> Handle(
        Guid category, [FromHeader(Name = "Accept-Language")] string? acceptLanguage, Database database,
        CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await CategoryFile.ReadAsync(session, category, Locale.Choose(null, acceptLanguage)) is { } file
            ? TypedResults.Ok(file)
            : Refusals.CategoryNotFound.AsProblem();
    }
}
