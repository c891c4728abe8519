using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Says what listings in a category and all under it are asked for, whole: from the version that was seen.
/// </summary>
public static class PutCategoryAttributes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/categories/{category:guid}/attributes", Handle)
        .WithName(nameof(PutCategoryAttributes))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(
            Refusals.CategoryNotFound, Refusals.CategoryChanged, Refusals.AttributeKindFixed,
            Refusals.AttributeChoicesWrong)
        .WithExample(new Body
        {
            Version = 1,
            Attributes = [new("socket", "Socket", Required: true, Choices: ["E14", "E27"])],
        });

    public sealed record Body : IValidatableObject
    {
        /// <summary>The version the edit was made of.</summary>
        [Range(1, int.MaxValue)]
        public required int Version { get; init; }

        [Required, MaxLength(CategoryFile.MostAttributes)]
        public required IReadOnlyList<CategoryFile.Asked> Attributes { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Attributes.Any(one => one is null || one.Choices?.Any(choice => choice is null) is true))
                yield return new("A list holds nothing where something belongs.", [nameof(Attributes)]);
            else if (Attributes.DistinctBy(one => one.Code).Count() < Attributes.Count)
                yield return new("Say each attribute once.", [nameof(Attributes)]);
        }
    }

    static async Task<Results<Ok<CategoryFile>, ProblemHttpResult>> Handle(
        Guid category, Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await CategoryTree.LockAsync(tx);
        var old = await CategoryTree.FindAsync(tx, category);
        if (PutCategory.Refuse(old, body.Version) is { } refusal) return refusal.AsProblem();
        var before = (await CategoryFile.ReadAsync(tx, category, Locale.Default))!.Attributes;
        var kinds = await AttributesAsync(tx, body.Attributes);
        if (Refuse(body.Attributes, kinds) is { } no) return no.AsProblem();

        await tx.ExecuteAsync(ClearSql, new { category });
        foreach (var (position, one) in body.Attributes.Index())
            await tx.ExecuteAsync(AskSql, new
            {
                category, one.Code, position, one.Required, choices = one.Choices?.Distinct().ToArray() ?? [],
            });
        CategoryTree.Tell(tx, category);
        var now = (await CategoryFile.ReadAsync(tx, category, Locale.Default))!;
        tx.Audit("category.attributes", category, before, now.Attributes);
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    internal static Refusal? Refuse(
        IReadOnlyList<CategoryFile.Asked> asked, IReadOnlyDictionary<string, string> kinds)
    {
        if (asked.FirstOrDefault(one => kinds[one.Code] != one.Kind) is { } other)
            return Refusals.AttributeKindFixed.With("attribute", other.Code).With("kind", kinds[other.Code])
                .At("attributes");
        return asked.FirstOrDefault(one => one.Choices is { Length: > 0 } choices
            && (one.Kind != "text" || choices.Any(choice => choice.Trim().Length is 0 or > 100))) is { } wrong
            ? Refusals.AttributeChoicesWrong.With("attribute", wrong.Code).At("attributes")
            : null;
    }

    // Those nobody said of a product yet are made; their names are said anew.
    static async Task<IReadOnlyDictionary<string, string>> AttributesAsync(
        Tx tx, IReadOnlyList<CategoryFile.Asked> asked)
    {
        foreach (var one in asked.OrderBy(one => one.Code, StringComparer.Ordinal))
            await tx.ExecuteAsync(MakeSql, new
            {
                id = Id.New(), one.Code, one.Kind, unit = one.Unit is { Length: > 0 } ? one.Unit : null, one.Name,
                nameEs = one.NameEs is { Length: > 0 } ? one.NameEs : null,
                namePt = one.NamePt is { Length: > 0 } ? one.NamePt : null,
            });
        return (await tx.ListAsync<Kind>(KindsSql, new { codes = asked.Select(one => one.Code).ToArray() }))
            .ToDictionary(one => one.Code, one => one.Is);
    }

    sealed record Kind(string Code, string Is);

    const string MakeSql = """
        -- catalog.put-category-attributes.make
        with made as (
            insert into catalog.attribute as a (id, code, kind, unit)
            values (@id, @Code, @Kind, @unit)
            on conflict (code) do update set unit = coalesce(excluded.unit, a.unit)
            returning id)
        insert into catalog.attribute_name (attribute_id, locale, name)
        select made.id, n.locale, n.name
        from made
        cross join (values ('en', @Name), ('es', @nameEs), ('pt', @namePt)) as n(locale, name)
        where n.name is not null
        on conflict (attribute_id, locale) do update set name = excluded.name
        """;

    const string KindsSql = """
        -- catalog.put-category-attributes.kinds
        select code, kind as "is" from catalog.attribute where code = any(@codes)
        """;

    const string ClearSql = """
        -- catalog.put-category-attributes.clear
        with gone as (delete from catalog.category_attribute where category_id = @category)
        update catalog.category set version = version + 1 where id = @category
        """;

    const string AskSql = """
        -- catalog.put-category-attributes.ask
        insert into catalog.category_attribute (category_id, attribute_id, position, required, choices)
        select @category, id, @position, @Required, @choices from catalog.attribute where code = @Code
        """;
}
