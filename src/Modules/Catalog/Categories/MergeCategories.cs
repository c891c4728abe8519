using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Merges a category into another: its products, what is under it and what it asks of listings go there, and its
/// addresses lead there for ever.
/// </summary>
public static class MergeCategories
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/categories/{category:guid}/merge", Handle)
        .WithName(nameof(MergeCategories))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(
            Refusals.CategoryNotFound, Refusals.CategoryChanged, Refusals.CategoryTooDeep,
            Refusals.CategoryUnderItself)
        .WithExample(new Body(1, Guid.Empty));

    /// <param name="Version">The version of the one that goes.</param>
    /// <param name="Into">The one that stays.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, Guid Into);

    static async Task<Results<Ok<CategoryFile>, ProblemHttpResult>> Handle(
        Guid category, Body body, IPictures pictures, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var old = await CategoryTree.FindAsync(tx, category);
        var into = await CategoryTree.FindAsync(tx, body.Into);
        var height = old is null ? 0 : await CategoryTree.HeightAsync(tx, old);
        if (Refuse(old, into, body.Version, height) is { } refusal) return refusal.AsProblem();

        await CategoryTree.TellProductsAsync(tx, old!.Number);
        var both = new { category, body.Into };
        // Those that are there go first. Then nobody puts one in any more, and those that came meanwhile go as well.
        await tx.ExecuteAsync(ProductsSql, both);
        await tx.ExecuteAsync(HoldSql, both);
        await tx.ExecuteAsync(ProductsSql, both);
        await tx.ExecuteAsync(BelongingsSql, both);
        await pictures.KeepAsync(tx, category, []);
        await tx.ExecuteAsync(GoneSql, new { category, body.Into, old.Slug, old.Source, old.ExternalId });
        await CategoryTree.SettleAsync(tx);
        CategoryTree.Tell(tx, category);
        tx.Append(new CategoryMerged(category, old.Number, into!.Number));
        tx.Audit("category", category, old.Said, new { mergedInto = body.Into, slug = into.Slug });
        var now = (await CategoryFile.ReadAsync(tx, body.Into, Locale.Default))!;
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    // What is under it may have been the deepest there is: beside it there is room for one level less.
    internal static Refusal? Refuse(CategoryTree.Row? old, CategoryTree.Row? into, int version, int height) =>
        PutCategory.Refuse(old, version) ?? into switch
        {
            null => Refusals.CategoryNotFound.At("into"),
            _ when into.Path.Contains(old!.Number) => Refusals.CategoryUnderItself.At("into"),
            _ when into.Path.Length + height - 1 > CategoryTree.DeepestLevel => Refusals.CategoryTooDeep.At("into"),
            _ => null,
        };

    const string ProductsSql = """
        -- catalog.merge-categories.products
        with went as (
            delete from catalog.product_category where category_id = @category returning product_id, position)
        insert into catalog.product_category (product_id, category_id, position)
        select product_id, @Into, position from went
        on conflict (product_id, category_id) do update
            set position = least(product_category.position, excluded.position)
        """;

    const string HoldSql = """
        -- catalog.merge-categories.hold
        select id from catalog.category where id = @category for update
        """;

    const string BelongingsSql = """
        -- catalog.merge-categories.belongings
        with children as (
            update catalog.category
            set parent_id = @Into, version = version + 1,
                position = position + (
                    select coalesce(max(s.position), 0) + 1 from catalog.category s where s.parent_id = @Into)
            where parent_id = @category),
        asked as (
            insert into catalog.category_attribute (category_id, attribute_id, position, required, choices)
            select @Into, attribute_id, position + 100, required, choices
            from catalog.category_attribute
            where category_id = @category
            on conflict do nothing),
        addresses as (
            update catalog.category_address set category_id = @Into where category_id = @category),
        sources as (
            update catalog.category_merged set category_id = @Into where category_id = @category)
        update catalog.category set version = version + 1 where id = @Into
        """;

    const string GoneSql = """
        -- catalog.merge-categories.gone
        with gone as (delete from catalog.category where id = @category),
        source as (
            insert into catalog.category_merged (source, external_id, category_id)
            select @Source, @ExternalId, @Into where @Source::text is not null)
        insert into catalog.category_address (slug, category_id) values (@Slug, @Into)
        """;
}
