using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Categories for other modules.</summary>
sealed class CategoryBook : ICategoryBook
{
    public Task<IReadOnlyList<CategoryFacts>> AllAsync(Session session, string locale) =>
        session.ListAsync<CategoryFacts>(AllSql, new { locale });

    public Task<IReadOnlyList<string>> SlugsAsync(Session session) => session.ListAsync<string>(SlugsSql);

    const string AllSql = """
        -- catalog.category-book.all
        select c.number, c.slug, catalog.category_name_in(c.id, @locale) as name, c.path
        from catalog.category c
        order by c.number
        """;

    const string SlugsSql = """
        -- catalog.category-book.slugs
        select slug from catalog.category order by number
        """;
}
