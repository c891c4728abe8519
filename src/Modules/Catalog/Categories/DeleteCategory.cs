using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Removes a category that nothing stands in or under. Its addresses lead to its parent, or to all categories.
/// </summary>
public static class DeleteCategory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/categories/{category:guid}", Handle)
        .WithName(nameof(DeleteCategory))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(Refusals.CategoryNotFound, Refusals.CategoryChanged, Refusals.CategoryNotEmpty);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid category, [Range(1, int.MaxValue)] int version, IPictures pictures, Database database,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var old = await CategoryTree.FindAsync(tx, category);
        if (PutCategory.Refuse(old, version) is { } refusal) return refusal.AsProblem();
        // Held, so that nothing comes into it between the look and its end.
        await tx.ExecuteAsync(HoldSql, new { category });
        if (await tx.OneAsync<bool>(UsedSql, new { category })) return Refusals.CategoryNotEmpty.AsProblem();

        await pictures.KeepAsync(tx, category, []);
        await tx.ExecuteAsync(GoneSql, new { category, old!.ParentId, old.Slug });
        CategoryTree.Tell(tx, category);
        tx.Audit("category", category, old.Said, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string HoldSql = """
        -- catalog.delete-category.hold
        select id from catalog.category where id = @category for update
        """;

    const string UsedSql = """
        -- catalog.delete-category.used
        select exists (select from catalog.product_category where category_id = @category)
            or exists (select from catalog.category where parent_id = @category)
        """;

    const string GoneSql = """
        -- catalog.delete-category.gone
        with addresses as (
            update catalog.category_address set category_id = @ParentId where category_id = @category),
        gone as (delete from catalog.category where id = @category)
        insert into catalog.category_address (slug, category_id) values (@Slug, @ParentId)
        """;
}
