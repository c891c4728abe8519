using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>Moves a category with all under it to another parent, or to another place among its siblings.</summary>
public static class MoveCategory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/categories/{category:guid}/move", Handle)
        .WithName(nameof(MoveCategory))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(
            Refusals.CategoryNotFound, Refusals.CategoryChanged, Refusals.CategoryTooDeep,
            Refusals.CategoryUnderItself)
        .WithExample(new Body(1, null, 0));

    /// <param name="Version">The version the edit was made of.</param>
    /// <param name="Parent">Left out, it goes to the top.</param>
    /// <param name="Place">Among its siblings, from 0; left out, the last.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version, Guid? Parent, [Range(0, 100_000)] int? Place);

    static async Task<Results<Ok<CategoryFile>, ProblemHttpResult>> Handle(
        Guid category, Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var old = await CategoryTree.FindAsync(tx, category);
        var parent = body.Parent is { } above ? await CategoryTree.FindAsync(tx, above) : null;
        var height = old is null ? 0 : await CategoryTree.HeightAsync(tx, old);
        if (Refuse(old, body, parent, height) is { } refusal) return refusal.AsProblem();

        await tx.ExecuteAsync(MoveSql, new { category, body.Parent });
        await CategoryTree.PlaceAsync(tx, category, body.Parent, body.Place);
        await CategoryTree.SettleAsync(tx);
        CategoryTree.Tell(tx, category);
        if (old!.ParentId != body.Parent) await CategoryTree.TellProductsAsync(tx, old.Number);
        tx.Audit("category", category, old.Said, (await CategoryTree.FindAsync(tx, category))!.Said);
        var now = (await CategoryFile.ReadAsync(tx, category, Locale.Default))!;
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    internal static Refusal? Refuse(CategoryTree.Row? old, Body body, CategoryTree.Row? parent, int height) =>
        PutCategory.Refuse(old, body.Version) ?? parent switch
        {
            null => body.Parent is null ? null : Refusals.CategoryNotFound.At("parent"),
            _ when parent.Path.Contains(old!.Number) => Refusals.CategoryUnderItself.At("parent"),
            _ when parent.Path.Length + height > CategoryTree.DeepestLevel => Refusals.CategoryTooDeep.At("parent"),
            _ => null,
        };

    const string MoveSql = """
        -- catalog.move-category.move
        update catalog.category set parent_id = @Parent, version = version + 1 where id = @category
        """;
}
