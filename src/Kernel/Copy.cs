using System.Text.Json;
using NpgsqlTypes;

namespace Feria.Kernel;

/// <summary>Binary COPY of rows made of plain values.</summary>
public static class Copy
{
    /// <summary>Nothing is sent where there are no rows.</summary>
    public static async Task InAsync<T>(Tx tx, string sql, IEnumerable<T> rows, Func<T, object?[]> valuesOf)
    {
        using var source = rows.GetEnumerator();
        if (!source.MoveNext()) return;
        await using var copy = await tx.Connection.BeginBinaryImportAsync(sql, tx.Stop);
        do
        {
            await copy.StartRowAsync(tx.Stop);
            foreach (var value in valuesOf(source.Current)) await WriteAsync(copy, value, tx.Stop);
        }
        while (source.MoveNext());
        await copy.CompleteAsync(tx.Stop);
    }

    /// <summary>An array as one text: an unnested array of arrays would come out flat.</summary>
    public static string Packed(string[] texts) => JsonSerializer.Serialize(texts, Json.Options);

    static Task WriteAsync(Npgsql.NpgsqlBinaryImporter copy, object? value, CancellationToken stop) => value switch
    {
        null => copy.WriteNullAsync(stop),
        Guid id => copy.WriteAsync(id, NpgsqlDbType.Uuid, stop),
        string text => copy.WriteAsync(text, NpgsqlDbType.Text, stop),
        int[] numbers => copy.WriteAsync(numbers, NpgsqlDbType.Array | NpgsqlDbType.Integer, stop),
        string[] texts => copy.WriteAsync(texts, NpgsqlDbType.Array | NpgsqlDbType.Text, stop),
        short number => copy.WriteAsync(number, NpgsqlDbType.Smallint, stop),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, stop),
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, stop),
        decimal number => copy.WriteAsync(number, NpgsqlDbType.Numeric, stop),
        bool flag => copy.WriteAsync(flag, NpgsqlDbType.Boolean, stop),
        byte[] bytes => copy.WriteAsync(bytes, NpgsqlDbType.Bytea, stop),
        DateTime instant => copy.WriteAsync(instant, NpgsqlDbType.TimestampTz, stop),
        JsonDocument json => copy.WriteAsync(json.RootElement.GetRawText(), NpgsqlDbType.Jsonb, stop),
        _ => throw new ArgumentException($"{value.GetType().Name} has no column type here."),
    };
}
