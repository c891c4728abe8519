namespace Feria.Catalog;

/// <summary>Writes attribute values of listings and makes attributes that are new. One keeps its first kind.</summary>
static class ListedAttributes
{
    public static async Task WriteAsync(Tx tx, IReadOnlyList<ListingPlan.PutProduct> put)
    {
        var values = put
            .SelectMany(one => one.Listing.Attributes
                .DistinctBy(said => said.Code)
                .Select(said => (one.Product, one.Listing.Language, Said: said)))
            .ToList();
        if (values.Count == 0) return;

        var wanted = values
            .DistinctBy(value => value.Said.Code)
            .OrderBy(value => value.Said.Code, StringComparer.Ordinal)
            .ToList();
        var codes = wanted.Select(value => value.Said.Code).ToArray();
        await tx.ExecuteAsync(MakeSql, new
        {
            ids = wanted.Select(_ => Id.New()).ToArray(),
            codes,
            kinds = wanted.Select(value => value.Said.Kind).ToArray(),
            units = wanted.Select(value => value.Said.Unit).ToArray(),
            names = wanted.Select(value => value.Said.Name).ToArray(),
            languages = wanted.Select(value => value.Language).ToArray(),
        });
        var attributes = (await tx.ListAsync<Attribute>(LoadSql, new { codes })).ToDictionary(one => one.Code);
        await NameAsync(tx, attributes, wanted.Select(value => value.Said));

        var rows = values
            .Select(value => (value.Product, Attribute: attributes[value.Said.Code], value.Said))
            .Select(row => (row.Product, row.Attribute.Id, Value: ValueAs(row.Attribute.Kind, row.Said)))
            .Where(row => row.Value is not null);
        await Copy.InAsync(
            tx, CopySql, rows, row =>
                [row.Product, row.Id, row.Value as string, row.Value as decimal?, row.Value as bool?]);
    }

    static async Task NameAsync(
        Tx tx, Dictionary<string, Attribute> attributes, IEnumerable<ListedAttribute> wanted)
    {
        var names = wanted.Where(said => said.Translations is not null)
            .SelectMany(said => said.Translations!, (said, name) => (said.Code, name))
            .ToList();
        if (names.Count == 0) return;
        await tx.ExecuteAsync(NameSql, new
        {
            ids = names.Select(one => attributes[one.Code].Id).ToArray(),
            locales = names.Select(one => one.name.Key).ToArray(),
            names = names.Select(one => one.name.Value).ToArray(),
        });
    }

    // A value of another kind than its attribute's is kept where it can be said as text, else left out.
    static object? ValueAs(string kind, ListedAttribute said) => kind switch
    {
        "number" => said.Number,
        "flag" => said.Flag,
        _ => said.Text
            ?? said.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ?? (said.Flag is { } flag ? flag ? "yes" : "no" : null),
    };

    sealed record Attribute(Guid Id, string Code, string Kind);

    const string MakeSql = """
        -- catalog.listed-attributes.make
        with made as (
            insert into catalog.attribute (id, code, kind, unit)
            select s.id, s.code, s.kind, s.unit
            from unnest(@ids::uuid[], @codes::text[], @kinds::text[], @units::text[]) as s(id, code, kind, unit)
            where not exists (select from catalog.attribute a where a.code = s.code)
            on conflict (code) do nothing
            returning id)
        insert into catalog.attribute_name (attribute_id, locale, name)
        select m.id, s.language, s.name
        from made m
        join unnest(@ids::uuid[], @names::text[], @languages::text[]) as s(id, name, language) on s.id = m.id
        """;

    const string LoadSql = """
        -- catalog.listed-attributes.load
        select id, code, kind from catalog.attribute where code = any(@codes)
        """;

    const string NameSql = """
        -- catalog.listed-attributes.name
        insert into catalog.attribute_name (attribute_id, locale, name)
        select id, locale, name from unnest(@ids::uuid[], @locales::text[], @names::text[]) as s(id, locale, name)
        on conflict do nothing
        """;

    const string CopySql = """
        copy catalog.product_attribute (product_id, attribute_id, text_value, number_value, flag_value)
        from stdin (format binary)
        """;
}
