using Npgsql;

namespace Feria.Search;

/// <summary>A row of the search statement: a product of the page, or a count.</summary>
sealed record Row(
    int Kind, Guid? Product, long? Key, int[]? Categories, int? Value, string? Currency, int Stars, bool InStock,
        int Miss,
    long Count)
{
    // By hand: the mapper would compile a reader for each of the hundreds of shapes.
    public static async Task<IReadOnlyList<Row>> ReadAsync(Session session, Sought sought, int step, Part part)
    {
        await using var command = new NpgsqlCommand(SearchSql.Of(sought.Shape(step, part)), session.Connection);
        foreach (var value in sought.Values(step, part)) command.Parameters.Add(value);
        await using var reader = await command.ExecuteReaderAsync(session.Stop);
        var rows = new List<Row>();
        while (await reader.ReadAsync(session.Stop))
            rows.Add(new(
                reader.GetInt32(0), Value<Guid>(1), Value<long>(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<int[]>(3), Value<int>(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), Value<int>(6) ?? 0, Value<bool>(7) ?? false,
                reader.GetInt32(8), reader.GetInt64(9)));
        return rows;

        T? Value<T>(int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
    }
}
