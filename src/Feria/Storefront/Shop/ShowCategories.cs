using Feria.Catalog;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>All categories on one page.</summary>
static class ShowCategories
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/categories", Handle).AllowAnyone().Compressed();

    static async Task<RazorComponentResult<CategoriesPage>> Handle(
        Visit visit, Streets streets, CancellationToken stop) =>
        new(new { Tree = BranchesOf((await streets.InAsync(visit.Language, stop)).Tree) });

    static IReadOnlyList<CategoriesPage.Branch> BranchesOf(IReadOnlyList<ListCategories.Branch> tree) =>
    [
        .. tree.Select(branch =>
            new CategoriesPage.Branch(branch.Name, Shelf.CategoryPathOf(branch.Slug), BranchesOf(branch.Children))),
    ];
}
