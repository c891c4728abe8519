using System.ComponentModel.DataAnnotations;

namespace Feria.Catalog;

/// <summary>What people say of a category: its names, and whether it is shown.</summary>
public abstract record CategoryTexts : IValidatableObject
{
    /// <summary>By language, each once; English or any other stands in for a missing one.</summary>
    [Required, Length(1, 20)]
    public required IReadOnlyList<CategoryFile.Text> Texts { get; init; }

    /// <summary>It and all under it are left out of menus, filters and suggestions.</summary>
    public bool Hidden { get; init; }

    /// <summary>One that was sent here (<c>POST /pictures</c>).</summary>
    [StringLength(200)]
    public string? Picture { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Texts.Any(text => text is null))
            yield return new("A list holds nothing where something belongs.", [nameof(Texts)]);
        else if (Texts.DistinctBy(text => text.Locale).Count() < Texts.Count)
            yield return new("Say each language once.", [nameof(Texts)]);
    }

    /// <summary>What its address is made of: the English name, else the first.</summary>
    internal string Name => (Texts.FirstOrDefault(text => text.Locale == Locale.Default) ?? Texts[0]).Name;

    internal static Task WriteAsync(Tx tx, Guid category, IReadOnlyList<CategoryFile.Text> texts) =>
        tx.ExecuteAsync(WriteSql, new
        {
            category,
            locales = texts.Select(text => text.Locale).ToArray(),
            names = texts.Select(text => text.Name.Trim()).ToArray(),
            descriptions = texts.Select(text => text.Description?.Trim() ?? "").ToArray(),
        });

    const string WriteSql = """
        -- catalog.category-texts.write
        with gone as (
            delete from catalog.category_name where category_id = @category and locale <> all(@locales))
        insert into catalog.category_name (category_id, locale, name, description)
        select @category, s.* from unnest(@locales::text[], @names::text[], @descriptions::text[]) as s
        on conflict (category_id, locale) do update
            set name = excluded.name, description = excluded.description
        """;
}
