using Feria.Catalog;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>
/// What a category asks of listings, as rows of a form: each with a place (<c>name.0</c>, <c>name.1</c>).
/// </summary>
public sealed class AttributeForm
{
    public required Filled Fields { get; init; }

    public required IReadOnlyList<Row> Rows { get; init; }

    /// <param name="Choices">With commas between; only of a text.</param>
    public sealed record Row(
        string Code, string Name, string NameEs, string NamePt, string Kind, string Unit, bool Required,
        string Choices);

    static Row Blank => new("", "", "", "", "text", "", false, "");

    public static AttributeForm Of(CategoryFile file) => new()
    {
        Fields = new()
        {
            ["version"] = file.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
        Rows =
        [
            .. file.Attributes.Select(one => new Row(
                one.Code, one.Name, one.NameEs ?? "", one.NamePt ?? "", one.Kind, one.Unit ?? "", one.Required,
                string.Join(", ", one.Choices ?? []))),
        ],
    };

    public static AttributeForm Read(IFormCollection sent)
    {
        string At(string name, int row) => sent[$"{name}.{row}"].ToString().Trim();
        var rows = new List<Row>();
        for (var row = 0; row < CategoryFile.MostAttributes && sent.ContainsKey($"name.{row}"); row++)
            if (!sent.ContainsKey($"gone.{row}"))
                rows.Add(new(
                    At("code", row), At("name", row), At("name-es", row), At("name-pt", row), At("kind", row),
                    At("unit", row), At("required", row) == "1", At("choices", row)));
        return new() { Fields = Filled.Of(sent, "version"), Rows = rows };
    }

    public AttributeForm WithRow() => new() { Fields = Fields, Rows = [.. Rows, Blank] };

    public IEnumerable<CategoryFile.Asked> Body() => Rows.Where(row => row.Name.Length > 0).Select(row =>
        new CategoryFile.Asked(
            row.Code.Length > 0 ? row.Code : CodeOf(row.Name), row.Name, row.Kind, row.Unit, row.Required,
            [.. row.Choices.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)])
        {
            NameEs = row.NameEs,
            NamePt = row.NamePt,
        });

    static string CodeOf(string name) =>
        Slug.Of(name, 60).Replace('-', '_') is { Length: > 0 } code ? code : "detail";
}
