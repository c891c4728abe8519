namespace Feria.Catalog;

/// <summary>Rows of a file with a product a row; a product may come again with further categories.</summary>
sealed class PlainRows : RowReader
{
    readonly Mapping mapping;
    readonly string currency;
    readonly Dictionary<string, int> columns;

    public PlainRows(Mapping mapping, IReadOnlyList<string> header, string? currency)
    {
        this.mapping = mapping;
        this.currency = currency ?? "";
        columns = ColumnsOf(header);
        Unused = [.. header.Except(mapping.Columns)];
    }

    public override IReadOnlyList<string> Unused { get; }

    /// <summary>Why the mapping cannot be used on this header.</summary>
    public static Refusal? Refuse(Mapping mapping, IReadOnlyList<string> header)
    {
        var missing = mapping.Columns.Except(header).ToList();
        if (missing.Count > 0) return Refusals.ImportColumnMissing.With("columns", missing);
        return mapping switch
        {
            { Id: null } => Refusals.ImportIdMissing.With("columns", header),
            { Title: [] } => Refusals.ImportTitleMissing.With("columns", header),
            _ => null,
        };
    }

    protected override ImportRow Understand(IReadOnlyList<string> fields)
    {
        if (fields.Count != columns.Count && fields.Count < columns.Values.Max() + 1)
            throw new BadRow($"fields_missing: it has {fields.Count} fields, the header {columns.Values.Max() + 1}");

        string? Said(string? column) =>
            column is null || Amounts.Said(fields[columns[column]]) is not { } said ? null
            : Amounts.Said(Unformula(said, column));

        var named = Said(mapping.Id) ?? throw new BadRow("id_missing: nothing says which product it is");
        var id = Within(OneLine(named), 100, "id");
        var title = OneLine(string.Join(' ', mapping.Title.Select(Said)));
        if (title.Length == 0) throw new BadRow("title_missing: it has no title");

        return new ImportRow(
            id,
            new ImportRow.Described(
                Within(title, 500, "title"),
                Within(Said(mapping.Description) ?? "", 50_000, "description"),
                Said(mapping.Brand) is { } brand ? Within(OneLine(brand), 120, "brand") : null,
                Flag(Said(mapping.Published)) ?? true,
                [],
                [
                    .. mapping.Attributes
                        .Select(attribute => Attribute(attribute, Said(attribute.Column)))
                        .OfType<ListedAttribute>(),
                ]),
            Categories(Said),
            Choice(id, Said),
            [.. mapping.Pictures.Select(Said).OfType<string>().SelectMany(Addresses).Select(PictureIn)],
            "");
    }

    ImportRow.Choice Choice(string id, Func<string?, string?> said)
    {
        var sku = Within(OneLine(said(mapping.Sku) ?? id), 100, "sku");
        if (mapping.Price is null) return new([], sku, null, null, null, null);
        var (price, list) = Prices(said(mapping.Price), said(mapping.ListPrice), currency);
        var units = Units(said(mapping.Stock), negativeIsNone: false) ?? mapping.DefaultStock;
        return new([], sku, price, list, units, null);
    }

    // One column may hold a whole path, and several paths.
    string[][] Categories(Func<string?, string?> said)
    {
        if (mapping.Category.Length == 0) return [];
        var levels = mapping.Category.Select(said).ToList();
        var main = levels is [{ } only]
            ? only.Split('|').Select(path => PathOf(path.Split(" > ")))
            : [PathOf(levels.OfType<string>())];
        var more = (said(mapping.MoreCategories) ?? "").Split('|')
            .Select(name => PathOf(levels[0] is null ? [name] : [levels[0]!, name]))
            .Where(path => levels[0] is null || path.Length > 1);
        return [.. main.Concat(more).Where(path => path.Length > 0).DistinctBy(path => string.Join('\u001f', path))];
    }

    static ListedAttribute? Attribute(MappedAttribute mapped, string? said) => (said, mapped.Kind) switch
    {
        (null, _) => null,
        (_, "number") => Amounts.ReadNumber(said) is { } number
            ? new(mapped.Code, mapped.Name, mapped.Unit, Number: number)
            : throw new BadRow($"attribute_malformed: {mapped.Column} is no number: {Amounts.Shown(said)}"),
        (_, "flag") => new(mapped.Code, mapped.Name, Flag: Flag(said)),
        _ => new(mapped.Code, mapped.Name, mapped.Unit, Text: Within(said, 1000, mapped.Code)),
    };

    // Addresses hold commas, so only what cannot stand in one parts them.
    static string[] Addresses(string said) =>
        said.Split(['|', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
