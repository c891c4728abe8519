using Feria.Catalog;

namespace Feria.Storefront;

/// <summary>All categories on one page.</summary>
static class ShowCategories
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/categories", Handle).AllowAnyone().Compressed();

    static async Task<IResult> Handle(
        HttpContext http, Visit visit, Streets streets, SharedPages pages, CancellationToken stop)
    {
        var map = await streets.CopyAsync(visit.Language, stop);
        return await pages.ShowAsync<CategoriesPage>(
            http, "/categories", [map.Json], () => new() { ["Tree"] = BranchesOf(map.Value.Tree) });
    }

    static IReadOnlyList<CategoriesPage.Branch> BranchesOf(IReadOnlyList<ListCategories.Branch> tree) =>
    [
        .. tree.Select(branch =>
            new CategoriesPage.Branch(branch.Name, Shelf.CategoryPathOf(branch.Slug), BranchesOf(branch.Children))),
    ];
}
