using System.Text.Json;

namespace Feria.Catalog;

/// <summary>What categories ask of the listings in them, as stores that list something are held to it.</summary>
sealed class CategoryAsks(IReadOnlyDictionary<string, CategoryFile.Asked[]> bySlug)
{
    /// <summary>Those of these categories, by the addresses the drafts say.</summary>
    public static async Task<CategoryAsks> OfAsync(Session session, IEnumerable<Draft> drafts)
    {
        var slugs = drafts.SelectMany(draft => draft.Categories ?? []).Distinct().ToArray();
        var rows = slugs.Length == 0 ? [] : await session.ListAsync<Row>(OfSql, new { slugs });
        return new(rows.ToDictionary(
            row => row.Slug, row => JsonSerializer.Deserialize<CategoryFile.Asked[]>(row.Asked, Json.Options)!));
    }

    public Refusal? Refuse(Draft draft)
    {
        var said = (draft.Attributes ?? []).Select(fact => KeyValuePair.Create(fact.Code, fact.Text))
            .DistinctBy(one => one.Key).ToDictionary();
        foreach (var asked in (draft.Categories ?? []).SelectMany(slug => bySlug.GetValueOrDefault(slug) ?? []))
        {
            if (!said.TryGetValue(asked.Code, out var text))
            {
                if (asked.Required) return Refusals.AttributeMissing.With("attribute", asked.Code);
            }
            else if (asked.Choices is { Length: > 0 } choices && !choices.Contains(text))
                return Refusals.AttributeValueUnknown.With("attribute", asked.Code).With("choices", choices);
        }

        return null;
    }

    sealed record Row(string Slug, string Asked);

    const string OfSql = """
        -- catalog.category-asks.of
        select c.slug, json_agg(json_build_object(
            'code', t.code, 'name', t.code, 'required', x.required, 'choices', x.choices))::text as asked
        from catalog.category c
        cross join lateral (
            select distinct on (a.attribute_id) a.attribute_id, a.required, a.choices
            from catalog.category p
            join catalog.category_attribute a on a.category_id = p.id
            where p.number = any(c.path)
            order by a.attribute_id, cardinality(p.path) desc) x
        join catalog.attribute t on t.id = x.attribute_id
        where c.slug = any(@slugs)
        group by c.slug
        """;
}
