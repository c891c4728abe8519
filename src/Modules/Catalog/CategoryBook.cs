using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Categories for other modules.</summary>
sealed class CategoryBook : ICategoryBook
{
    public Task<CategoryFacts?> BySlugAsync(Session session, string slug, string locale) =>
        session.OneOrNullAsync<CategoryFacts>(BySlugSql, new { slug, locale });

    public Task<IReadOnlyList<CategoryFacts>> ByNumberAsync(Session session, int[] numbers, string locale) =>
        session.ListAsync<CategoryFacts>(ByNumberSql, new { numbers, locale });

    public Task<IReadOnlyList<string>> SlugsAsync(Session session) => session.ListAsync<string>(SlugsSql);

    const string BySlugSql = """
        -- catalog.category-book.by-slug
        select c.number, c.slug, catalog.category_name_in(c.id, @locale) as name, c.path
        from catalog.category c
        where c.slug = @slug
        """;

    const string ByNumberSql = """
        -- catalog.category-book.by-number
        select c.number, c.slug, catalog.category_name_in(c.id, @locale) as name, c.path
        from catalog.category c
        where c.number = any(@numbers)
        """;

    const string SlugsSql = """
        -- catalog.category-book.slugs
        select slug from catalog.category order by number
        """;
}
