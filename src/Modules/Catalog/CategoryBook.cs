using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Categories for other modules.</summary>
sealed class CategoryBook : ICategoryBook
{
    public Task<IReadOnlyList<CategoryFacts>> AllAsync(Session session, string locale) =>
        session.ListAsync<CategoryFacts>(AllSql, new { locale });

    public Task<IReadOnlyList<string>> SlugsAsync(Session session) => session.ListAsync<string>(SlugsSql);

    public async Task<IReadOnlyDictionary<string, int>> FormerAsync(Session session) =>
        (await session.ListAsync<Former>(FormerSql)).ToDictionary(one => one.Slug, one => one.Number);

    sealed record Former(string Slug, int Number);

    const string AllSql = """
        -- catalog.category-book.all
        select c.number, c.slug, catalog.category_name_in(c.id, @locale) as name, c.path
        from catalog.category c
        where c.shown
        order by c.number
        """;

    const string SlugsSql = """
        -- catalog.category-book.slugs
        select slug from catalog.category where shown order by number
        """;

    const string FormerSql = """
        -- catalog.category-book.former
        select a.slug, c.number
        from catalog.category_address a
        join catalog.category c on c.id = a.category_id
        where c.shown
        """;
}
