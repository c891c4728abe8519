using Feria.Catalog;

namespace Feria.Demo;

/// <summary>The category tree.</summary>
static class Shelving
{
    public static IReadOnlyList<PutCategories.Category> Of(Fair fair)
    {
        var dice = fair.Dice("categories");
        var since = fair.Today.AddDays(-700);
        return
        [
            .. Words.Shelves.Select((shelf, position) => new PutCategories.Category(
                shelf.Code, shelf.Parent,
                shelf.Name.All, position)
            {
                NewId = dice.Id(since),
            }),
        ];
    }
}
