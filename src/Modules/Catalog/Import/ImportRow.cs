namespace Feria.Catalog;

/// <summary>One row of a file, understood. Several rows may describe one product.</summary>
/// <param name="Product">What the row says of its product; null where it only adds a variant or a picture.</param>
/// <param name="Categories">Names from the root down, main category first.</param>
/// <param name="Variant">The variant it describes; null where it only adds a picture.</param>
sealed record ImportRow(
    string ExternalId,
    ImportRow.Described? Product,
    string[][] Categories,
    ImportRow.Choice? Variant,
    string[] Pictures,
    string PictureText)
{
    public sealed record Described(
        string Title, string Description, string? Brand, bool Published, string[] OptionNames,
        ListedAttribute[] Attributes);

    /// <param name="PriceMinor">Null in a file that knows no prices: described, not offered.</param>
    public sealed record Choice(
        string[] Options, string Sku, long? PriceMinor, long? ListPriceMinor, long? Stock, string? Picture);
}

/// <summary>A row as read: understood, or refused with a reason.</summary>
/// <param name="Group">External id where the product's other rows fall with this one.</param>
sealed record ReadRow(long Number, ImportRow? Row, string? Reason, string? Group)
{
    public string? ExternalId => Row?.ExternalId ?? Group;
}

/// <summary>Understands the rows of one kind of file.</summary>
abstract class RowReader
{
    /// <summary>Columns whose content is not used.</summary>
    public abstract IReadOnlyList<string> Unused { get; }

    public ReadRow Read(CsvReader csv, bool isRejects)
    {
        IReadOnlyList<string> fields = isRejects ? [.. csv.Fields.Select(Csv.Words)] : csv.Fields;
        if (csv.Fault is not null) return new(csv.Row, null, csv.Fault, GroupOf(fields));
        if (fields.Any(field => !Text.IsStorable(field)))
            return new(csv.Row, null, "text_malformed: it holds a NUL character or half a surrogate pair", null);
        try
        {
            return new(csv.Row, Understand(fields), null, null);
        }
        catch (BadRow bad)
        {
            return new(csv.Row, null, bad.Message, GroupOf(fields));
        }
    }

    /// <summary>Where each column stands; of two with one name, the first.</summary>
    public static Dictionary<string, int> ColumnsOf(IReadOnlyList<string> header) =>
        header.Index().DistinctBy(column => column.Item).ToDictionary(column => column.Item, column => column.Index);

    protected abstract ImportRow Understand(IReadOnlyList<string> fields);

    protected virtual string? GroupOf(IReadOnlyList<string> fields) => null;

    /// <summary>Ends the reading of one row; never leaves this class.</summary>
    protected sealed class BadRow(string reason) : Exception(reason);

    protected static string Within(string text, int atMost, string what) => text.Length <= atMost
        ? text
        : throw new BadRow($"{what}_too_long: at most {atMost} characters, it has {text.Length}");

    // ="0123" is how spreadsheets are told to keep a text; any other formula names nothing.
    protected static string Unformula(string text, string column)
    {
        var unquoted = Unquoted(text);
        return unquoted.StartsWith('=')
            ? throw new BadRow($"formula_cell: {column} holds a formula: {Amounts.Shown(text)}")
            : unquoted;
    }

    /// <summary>The text that a spreadsheet was told to keep as it is; else as it stands.</summary>
    internal static string Unquoted(string text) =>
        text is ['=', '"', .. var inner, '"'] && !inner.Contains('"') ? inner : text;

    protected static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    protected static string PictureIn(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new BadRow($"picture_malformed: it is no http address: {Amounts.Shown(url)}");
        return Within(address.AbsoluteUri, 2000, "picture");
    }

    protected static string[] PathOf(IEnumerable<string> levels)
    {
        string[] path = [.. levels.Select(OneLine).Where(level => Amounts.Said(level) is not null)];
        if (path.Length > PutCategories.DeepestLevel)
            throw new BadRow($"category_too_deep: at most {PutCategories.DeepestLevel} levels");
        foreach (var level in path) Within(level, 120, "category");
        return path;
    }

    protected static long? Units(string? text, bool negativeIsNone)
    {
        if (text is null) return null;
        if (Amounts.ReadNumber(text) is not { } number || number != decimal.Truncate(number) || number > 1_000_000_000)
            throw new BadRow($"stock_malformed: it is no number of units: {Amounts.Shown(text)}");
        return number >= 0 ? (long)number
            : negativeIsNone ? 0
            : throw new BadRow($"stock_malformed: it is negative: {Amounts.Shown(text)}");
    }

    protected static bool? Flag(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "yes" or "y" or "1" or "active" or "si" or "sí" => true,
        "false" or "no" or "n" or "0" or "inactive" or "draft" or "archived" => false,
        var other => throw new BadRow($"flag_malformed: it is neither true nor false: {Amounts.Shown(other)}"),
    };

    protected static (long Price, long? List) Prices(string? price, string? list, string currency)
    {
        var said = Amounts.ReadPrice(price ?? "", currency);
        if (said.Fault is { } fault) throw new BadRow($"price_malformed: the price {fault}");
        var before = Amounts.ReadPrice(list ?? "", currency);
        if (before.Fault is { } wrong) throw new BadRow($"list_price_malformed: the list price {wrong}");

        // What has only a list price sells at it.
        var now = said.Minor ?? before.Minor ?? throw new BadRow("price_missing: it has no price");
        if (now <= 0) throw new BadRow("price_not_positive: nothing is sold for nothing");
        return (now, before.Minor > now ? before.Minor : null);
    }
}
