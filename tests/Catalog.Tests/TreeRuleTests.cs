namespace Feria.Catalog.Tests;

/// <summary>What no edit of the category tree may do, whatever is asked.</summary>
public sealed class TreeRuleTests
{
    [Fact]
    public void Only_the_version_that_was_seen_is_changed()
    {
        var old = new CategoryTree.Row(Guid.NewGuid(), 7, "lamps", null, 3, false, null, [7], "Lamps", null, null);

        Assert.Null(PutCategory.Refuse(old, 3));
        Assert.Equal("category_changed", PutCategory.Refuse(old, 2)!.Code);
        Assert.Equal("category_not_found", PutCategory.Refuse(null, 3)!.Code);
    }

    [Fact]
    public void A_category_is_never_put_under_itself_nor_too_deep()
    {
        var old = new CategoryTree.Row(Guid.NewGuid(), 7, "lamps", null, 1, false, null, [7], "Lamps", null, null);
        CategoryTree.Row At(params int[] path) => old with { Id = Guid.NewGuid(), Number = path[^1], Path = path };
        string? Said(CategoryTree.Row parent, int height) =>
            MoveCategory.Refuse(old, new(1, parent.Id, null), parent, height)?.Code;

        Assert.Equal("category_under_itself", Said(At(7), 1));
        Assert.Equal("category_under_itself", Said(At(7, 8), 1));
        Assert.Equal("category_too_deep", Said(At(1, 2, 3, 4, 5, 6), 3));
        Assert.Null(Said(At(1, 2, 3, 4, 5, 6), 2));
    }
}
