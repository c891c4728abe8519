using System.Globalization;

namespace Feria.Verify;

/// <summary>
/// Columns that name a row of another table without a foreign key: where one would cost a lock a row, or where the
/// other table has another key. Written as SQL writes foreign keys.
/// </summary>
/// <param name="From"><c>schema.table (column, …)</c>.</param>
/// <param name="To">The same of what is named; its columns are unique there.</param>
/// <param name="Where">Which rows name something, where not all of them do.</param>
public sealed record Reference(string From, string To, string? Where = null)
{
    public string Table => TableOf(From);

    public string[] Columns => ColumnsOf(From);

    /// <summary>Rows with a null among the columns name nothing, as with a foreign key.</summary>
    public Claim AsClaim()
    {
        var pairs = Columns.Zip(ColumnsOf(To)).ToList();
        var match = string.Join(" and ", pairs.Select(pair => $"t.{pair.Second} = f.{pair.First}"));
        var there = string.Join(" and ", pairs.Select(pair => $"f.{pair.First} is not null"));
        var last = Columns[^1];
        return new(
            $"{Table}.{last} -> {TableOf(To)}",
            $"Every {last} of {Table} is one of {TableOf(To)}.",
            Table,
            string.Create(CultureInfo.InvariantCulture, $"""
                -- feria.reference.{Table.Replace('.', '-').Replace('_', '-')}
                select concat_ws(' ', {string.Join(", ", Columns.Select(column => $"f.{column}"))}) as offender
                from {Table} f
                where {there} and ({Where ?? "true"})
                    and not exists (select from {TableOf(To)} t where {match})
                """));
    }

    static string TableOf(string text) => text[..text.IndexOf(' ', StringComparison.Ordinal)];

    static string[] ColumnsOf(string text) => text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(", ");
}
