using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// One level of the category tree for those who edit it, hidden ones too; with words, what has them in a name.
/// </summary>
public static class ListTree
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/categories", Handle)
        .WithName(nameof(ListTree))
        .RequireAccess(Permission.ManageCategories)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Way">The names above it, root first.</param>
    /// <param name="Children">How many stand directly under it.</param>
    /// <param name="Place">Among its siblings, from 0; null where those of several parents are listed.</param>
    public sealed record Node(
        Guid Id, int Number, string Slug, string Name, IReadOnlyList<string> Way, bool Hidden, bool Shown,
        int Children, int Version, int? Place = null);

    /// <param name="parent">Whose children; left out, the top.</param>
    /// <param name="q">Words of the name or the address, wherever it stands.</param>
    static async Task<Results<Ok<Page<Node>>, ProblemHttpResult>> Handle(
        Guid? parent, [StringLength(120)] string? q, int? limit, string? cursor,
        [FromHeader(Name = "Accept-Language")] string? acceptLanguage, Cache cache, CancellationToken stop)
    {
        if (!Cursor.TryRead<After>(cursor, out var after) || after is { Seen: < 0 })
            return KernelRefusals.MalformedCursor.AsProblem();
        var all = await AllAsync(cache, Locale.Choose(null, acceptLanguage), stop);
        var seen = after?.Seen ?? 0;
        var most = Cursor.Limit(limit);
        var rows = (q?.Trim() is { Length: > 0 } words ? Named(all, words) : Under(all, parent))
            .Skip(seen).Take(most + 1).ToList();
        return TypedResults.Ok(Cursor.Cut(rows, most, _ => new After(seen + most)));
    }

    /// <summary>The whole tree as a hot copy: some thousands of names, of which any are looked for at once.</summary>
    internal static async Task<Whole> AllAsync(Cache cache, string locale, CancellationToken stop) =>
        (await cache.GetAsync($"category-desk:{locale}", Fresh, async session => new Cache.Filled<Whole>(
            new(await session.ListAsync<Row>(AllSql, new { locale })), [Changes.Of<CategoriesChanged>()]),
            stop, onPrimary: true))!.Value;

    static IEnumerable<Node> Under(Whole all, Guid? parent) => all.Rows
        .Where(row => row.ParentId == parent)
        .Select((row, place) => all.NodeOf(row) with { Place = place });

    // The nearer the name is to the words the earlier; then as the tree goes.
    static IEnumerable<Node> Named(Whole all, string words)
    {
        var slug = Slug.Of(words, 120);
        if (slug.Length == 0) slug = words.ToLowerInvariant();
        return all.Rows
            .Select(row => (Row: row, Folded: Slug.Of(row.Name, 120)))
            .Where(one => one.Folded.Contains(slug, StringComparison.Ordinal)
                || one.Row.Slug.Contains(slug, StringComparison.Ordinal))
            .OrderByDescending(one => one.Folded == slug)
            .ThenByDescending(one => one.Folded.StartsWith(slug, StringComparison.Ordinal))
            .Select(one => all.NodeOf(one.Row));
    }

    sealed record After(int Seen);

    internal sealed record Row(
        Guid Id, Guid? ParentId, int Number, string Slug, string Name, bool Hidden, bool Shown, int[] Path,
        int Children, int Version);

    /// <summary>All categories, by level, place and name.</summary>
    internal sealed record Whole(IReadOnlyList<Row> Rows)
    {
        Dictionary<int, string>? names;

        public Node NodeOf(Row row)
        {
            var known = names ??= Rows.ToDictionary(one => one.Number, one => one.Name);
            return new(
                row.Id, row.Number, row.Slug, row.Name,
                [.. row.Path.SkipLast(1).Select(number => known.GetValueOrDefault(number, ""))], row.Hidden, row.Shown,
                row.Children, row.Version);
        }
    }

    const string AllSql = """
        -- catalog.list-tree.all
        select c.id, c.parent_id, c.number, c.slug, n.name, c.hidden, c.shown, c.path,
            coalesce(k.children, 0)::int as children, c.version
        from catalog.category c
        join (
            select distinct on (category_id) category_id, name
            from catalog.category_name
            order by category_id, locale = @locale desc, locale = 'en' desc, locale
        ) n on n.category_id = c.id
        left join (
            select parent_id, count(*) as children from catalog.category group by parent_id
        ) k on k.parent_id = c.id
        order by cardinality(c.path), c.position, n.name, c.number
        """;
}
