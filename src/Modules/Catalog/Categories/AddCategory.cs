using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>Makes a category under another, or at the top; the last of its siblings.</summary>
public static class AddCategory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/categories", Handle)
        .WithName(nameof(AddCategory))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(Refusals.CategoryNotFound, Refusals.CategoryTooDeep, Refusals.PictureUnknown)
        .WithExample(new Body { Texts = [new("en", "Lamps"), new("es", "Lámparas")] });

    public sealed record Body : CategoryTexts
    {
        /// <summary>Left out, it stands at the top.</summary>
        public Guid? Parent { get; init; }
    }

    static async Task<Results<Created<CategoryFile>, ProblemHttpResult>> Handle(
        Body body, IPictures pictures, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var parent = body.Parent is { } above ? await CategoryTree.FindAsync(tx, above) : null;
        if (Refuse(body, parent) is { } refusal) return refusal.AsProblem();

        var id = Id.New();
        if (body.Picture is { Length: > 0 } picture && !(await pictures.KeepAsync(tx, id, [picture])).Contains(picture))
            return Refusals.PictureUnknown.At("picture").AsProblem();
        var slug = await CategoryTree.SlugAsync(tx, id, body.Name, parent?.Name);
        await tx.ExecuteAsync(MakeSql, new
        {
            id, slug, body.Parent, body.Hidden, picture = body.Picture is { Length: > 0 } ? body.Picture : null,
            above = parent?.Path ?? [],
        });
        await CategoryTexts.WriteAsync(tx, id, body.Texts);
        await CategoryTree.PlaceAsync(tx, id, body.Parent, null);
        await CategoryTree.SettleAsync(tx);
        CategoryTree.Tell(tx, id);
        tx.Audit("category", id, null, (await CategoryTree.FindAsync(tx, id))!.Said);
        var made = (await CategoryFile.ReadAsync(tx, id, Locale.Default))!;
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/admin/categories/{id}", made));
    }

    internal static Refusal? Refuse(Body body, CategoryTree.Row? parent) => parent switch
    {
        null => body.Parent is null ? null : Refusals.CategoryNotFound.At("parent"),
        _ when parent.Path.Length >= CategoryTree.DeepestLevel => Refusals.CategoryTooDeep.At("parent"),
        _ => null,
    };

    const string MakeSql = """
        -- catalog.add-category.make
        insert into catalog.category (id, slug, parent_id, hidden, shown, picture, number, path, position)
        select @id, @slug, @Parent, @Hidden, not @Hidden, @picture, n, @above::int[] || n, 2147483647
        from nextval(pg_get_serial_sequence('catalog.category', 'number')) as s(big)
        cross join lateral (select s.big::int as n) numbered
        """;
}
