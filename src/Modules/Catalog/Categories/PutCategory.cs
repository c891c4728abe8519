using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Renames a category, says more of it, hides or shows it, whole: from the version that was seen. Its address follows
/// its name, and the old one leads to it for ever.
/// </summary>
public static class PutCategory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/categories/{category:guid}", Handle)
        .WithName(nameof(PutCategory))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(Refusals.CategoryNotFound, Refusals.CategoryChanged, Refusals.PictureUnknown)
        .WithExample(new Body { Version = 1, Texts = [new("en", "Lamps"), new("es", "Lámparas")] });

    public sealed record Body : CategoryTexts
    {
        /// <summary>The version the edit was made of.</summary>
        [Range(1, int.MaxValue)]
        public required int Version { get; init; }
    }

    static async Task<Results<Ok<CategoryFile>, ProblemHttpResult>> Handle(
        Guid category, Body body, IPictures pictures, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var old = await CategoryTree.FindAsync(tx, category);
        if (Refuse(old, body.Version) is { } refusal) return refusal.AsProblem();

        var picture = body.Picture is { Length: > 0 } said ? said : null;
        var kept = await pictures.KeepAsync(tx, category, picture is null ? [] : [picture]);
        if (picture is not null && !kept.Contains(picture)) return Refusals.PictureUnknown.At("picture").AsProblem();
        var slug = old!.Slug;
        if (body.Name.Trim() != old.Name)
        {
            var parent = old.ParentId is { } above ? await CategoryTree.FindAsync(tx, above) : null;
            slug = await CategoryTree.SlugAsync(tx, category, body.Name, parent?.Name);
        }

        await CategoryTree.LeadAsync(tx, category, old.Slug, slug);
        // Shown follows below; nothing hidden may say that it is shown meanwhile.
        await tx.ExecuteAsync(PutSql, new { category, slug, body.Hidden, picture });
        await CategoryTexts.WriteAsync(tx, category, body.Texts);
        await CategoryTree.SettleAsync(tx);
        CategoryTree.Tell(tx, category);
        tx.Audit("category", category, old.Said, (await CategoryTree.FindAsync(tx, category))!.Said);
        var now = (await CategoryFile.ReadAsync(tx, category, Locale.Default))!;
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    internal static Refusal? Refuse(CategoryTree.Row? old, int version) => old switch
    {
        null => Refusals.CategoryNotFound,
        _ when old.Version != version => Refusals.CategoryChanged.With("version", old.Version),
        _ => null,
    };

    const string PutSql = """
        -- catalog.put-category.put
        update catalog.category
        set slug = @slug, hidden = @Hidden, shown = shown and not @Hidden, picture = @picture, version = version + 1
        where id = @category
        """;
}
