using System.Globalization;

namespace Feria.Verify;

/// <summary>
/// Columns that name a row of another table without a foreign key: where one would cost a lock a row, or where the
/// other table has another key. Written as SQL writes foreign keys.
/// </summary>
/// <param name="From"><c>schema.table (column, …)</c>.</param>
/// <param name="To">The same of what is named; its columns are unique there.</param>
/// <param name="Where">Which rows name something, where not all of them do.</param>
/// <param name="Or">What else they may name.</param>
public sealed record Reference(string From, string To, string? Where = null, string? Or = null)
{
    public string Table => TableOf(From);

    public string[] Columns => ColumnsOf(From);

    /// <summary>Rows with a null among the columns name nothing, as with a foreign key.</summary>
    public Claim AsClaim()
    {
        var there = string.Join(" and ", Columns.Select(column => $"f.{column} is not null"));
        var last = Columns[^1];
        return new(
            $"{Table}.{last} -> {TableOf(To)}",
            $"Every {last} of {Table} is one of {TableOf(To)}{(Or is null ? "" : $" or of {TableOf(Or)}")}.",
            Table,
            string.Create(CultureInfo.InvariantCulture, $"""
                -- feria.reference.{Table.Replace('.', '-').Replace('_', '-')}
                select concat_ws(' ', {string.Join(", ", Columns.Select(column => $"f.{column}"))}) as offender
                from {Table} f
                where {there} and ({Where ?? "true"})
                    and not exists ({Named(To)}){(Or is null ? "" : $" and not exists ({Named(Or)})")}
                """));
    }

    string Named(string to) => $"select from {TableOf(to)} t where "
        + string.Join(" and ", Columns.Zip(ColumnsOf(to)).Select(pair => $"t.{pair.Second} = f.{pair.First}"));

    static string TableOf(string text) => text[..text.IndexOf(' ', StringComparison.Ordinal)];

    static string[] ColumnsOf(string text) => text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(", ");
}
