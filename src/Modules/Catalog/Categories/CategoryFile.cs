using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Feria.Catalog;

/// <summary>A category as those who edit the tree see it.</summary>
/// <param name="Version">To be named by the next edit, so that none overwrites another unseen.</param>
/// <param name="Hidden">Whether it is hidden itself; what is under a hidden one is not shown either.</param>
/// <param name="Path">The categories above it, root first.</param>
/// <param name="Attributes">What listings here are asked for by it; the nearest says how.</param>
/// <param name="Inherited">The same said by those above it, where it does not say it itself.</param>
/// <param name="Addresses">Those it had before, which lead to it.</param>
/// <param name="Products">That stand in itself, not under it.</param>
public sealed record CategoryFile(
    Guid Id, int Number, string Slug, Guid? Parent, int Version, bool Hidden, bool Shown, string? Picture,
    IReadOnlyList<CategoryFile.Text> Texts, IReadOnlyList<CategoryFile.Step> Path,
    IReadOnlyList<CategoryFile.Asked> Attributes, IReadOnlyList<CategoryFile.Asked> Inherited,
    IReadOnlyList<string> Addresses, int Place, int Siblings, int Children, long Products)
{
    public const int MostAttributes = 40;

    /// <summary>What it is called in a language, and what may be said of it there.</summary>
    public sealed record Text(
        [RegularExpression("^[a-z]{2,3}$")] string Locale,
        [OneLine(120)] string Name,
        [PlainText(2_000, Optional = true)] string? Description = null);

    public sealed record Step(Guid Id, string Slug, string Name);

    /// <summary>Something listings in a category are asked for.</summary>
    /// <param name="Kind">text, number or flag; what is known already keeps its own.</param>
    /// <param name="Choices">One of these, where it is a text and there are any.</param>
    public sealed record Asked(
        [RegularExpression("^[a-z0-9]+(_[a-z0-9]+)*$"), StringLength(60)] string Code,
        [OneLine(120)] string Name,
        [AllowedValues("text", "number", "flag")] string Kind = "text",
        [OneLine(20, Optional = true)] string? Unit = null,
        bool Required = false,
        [MaxLength(100)] string[]? Choices = null)
    {
        /// <summary>Its name in Spanish, where it has one.</summary>
        [OneLine(120, Optional = true)]
        public string? NameEs { get; init; }

        /// <summary>Its name in Portuguese, where it has one.</summary>
        [OneLine(120, Optional = true)]
        public string? NamePt { get; init; }
    }

    public static async Task<CategoryFile?> ReadAsync(Session session, Guid id, string locale) =>
        await session.OneOrNullAsync<Row>(ReadSql, new { id, locale }) is { } row ? row.File() : null;

    /// <summary>What listings in these categories are asked for; the nearest category says how.</summary>
    internal static async Task<IReadOnlyList<Asked>> AskedAsync(Session session, string[] slugs, string locale) =>
        slugs.Length == 0 ? [] : Parts<Asked>(await session.OneAsync<string>(AskedSql, new { slugs, locale }));

    static T[] Parts<T>(string json) => JsonSerializer.Deserialize<T[]>(json, Json.Options)!;

    sealed record Row(
        Guid Id, int Number, string Slug, Guid? Parent, int Version, bool Hidden, bool Shown, string? Picture,
        string Texts, string Path, string Own, string Inherited, string[] Addresses, int Place, int Siblings,
        int Children, long Products)
    {
        public CategoryFile File() => new(
            Id, Number, Slug, Parent, Version, Hidden, Shown, Picture, Parts<Text>(Texts), Parts<Step>(Path),
            Parts<Asked>(Own), Parts<Asked>(Inherited), Addresses, Place, Siblings, Children, Products);
    }

    const string Rest = """
        'code', t.code, 'kind', t.kind, 'unit', t.unit, 'required', a.required, 'choices', a.choices, 'nameEs', (
            select n.name from catalog.attribute_name n where n.attribute_id = t.id and n.locale = 'es'), 'namePt', (
            select n.name from catalog.attribute_name n where n.attribute_id = t.id and n.locale = 'pt')
        """;

    const string Fields = $"'name', catalog.attribute_name_in(t.id, @locale), {Rest}";

    // What is edited is the English name, whoever reads it.
    const string OwnFields = $"'name', catalog.attribute_name_in(t.id, 'en'), {Rest}";

    const string ReadSql = $"""
        -- catalog.category-file.read
        select c.id, c.number, c.slug, c.parent_id as parent, c.version, c.hidden, c.shown, c.picture,
            coalesce((
                select json_agg(json_build_object(
                    'locale', n.locale, 'name', n.name, 'description', n.description) order by n.locale)
                from catalog.category_name n
                where n.category_id = c.id), '[]')::text as texts,
            coalesce((
                select json_agg(json_build_object(
                    'id', p.id, 'slug', p.slug, 'name', catalog.category_name_in(p.id, @locale))
                    order by cardinality(p.path))
                from catalog.category p
                where p.number = any(c.path) and p.id <> c.id), '[]')::text as path,
            coalesce((
                select json_agg(json_build_object({OwnFields}) order by a.position)
                from catalog.category_attribute a
                join catalog.attribute t on t.id = a.attribute_id
                where a.category_id = c.id), '[]')::text as own,
            coalesce((
                select json_agg(json_build_object({Fields}) order by a.depth, a.position)
                from (
                    select distinct on (x.attribute_id) x.attribute_id, x.position, x.required, x.choices,
                        cardinality(p.path) as depth
                    from catalog.category p
                    join catalog.category_attribute x on x.category_id = p.id
                    where p.number = any(c.path) and p.id <> c.id and not exists (
                        select from catalog.category_attribute y
                        where y.category_id = c.id and y.attribute_id = x.attribute_id)
                    order by x.attribute_id, cardinality(p.path) desc) a
                join catalog.attribute t on t.id = a.attribute_id), '[]')::text as inherited,
            array(
                select slug from catalog.category_address where category_id = c.id order by since, slug limit 100)
                as addresses,
            (select count(*)::int from catalog.category s
                where s.parent_id is not distinct from c.parent_id
                    and (s.position, catalog.category_name_in(s.id, 'en'), s.number)
                        < (c.position, catalog.category_name_in(c.id, 'en'), c.number)) as place,
            (select count(*)::int from catalog.category s
                where s.parent_id is not distinct from c.parent_id) as siblings,
            (select count(*)::int from catalog.category s where s.parent_id = c.id) as children,
            (select count(*) from catalog.product_category m where m.category_id = c.id) as products
        from catalog.category c
        where c.id = @id
        """;

    const string AskedSql = $"""
        -- catalog.category-file.asked
        select coalesce(json_agg(json_build_object({Fields}) order by a.depth, a.position), '[]')::text
        from (
            select distinct on (x.attribute_id) x.attribute_id, x.position, x.required, x.choices,
                cardinality(p.path) as depth
            from catalog.category c
            join catalog.category p on p.number = any(c.path)
            join catalog.category_attribute x on x.category_id = p.id
            where c.slug = any(@slugs)
            order by x.attribute_id, cardinality(p.path) desc) a
        join catalog.attribute t on t.id = a.attribute_id
        """;
}
