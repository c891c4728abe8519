using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Feria.Kernel;

/// <summary>
/// Statements of a transaction whose answers nobody waits for: they go to the server with the next that is waited for,
/// before it and in their order, in one round trip.
/// </summary>
sealed class PutOff(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    static readonly ConcurrentDictionary<Type, Func<object, IEnumerable<NpgsqlParameter>>> Binders = new();

    /// <summary>What cannot be told from a value: of nothing, and of arrays that may begin with nothing.</summary>
    public static readonly IReadOnlyDictionary<Type, NpgsqlDbType> Types = new Dictionary<Type, NpgsqlDbType>
    {
        [typeof(string)] = NpgsqlDbType.Text,
        [typeof(Guid?)] = NpgsqlDbType.Uuid,
        [typeof(short?)] = NpgsqlDbType.Smallint,
        [typeof(int?)] = NpgsqlDbType.Integer,
        [typeof(long?)] = NpgsqlDbType.Bigint,
        [typeof(bool?)] = NpgsqlDbType.Boolean,
        [typeof(DateTime?)] = NpgsqlDbType.TimestampTz,
        [typeof(Guid?[])] = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        [typeof(DateTime?[])] = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };

    readonly List<(string Sql, object Args)> waiting = [];

    public bool IsEmpty => waiting.Count == 0;

    public void Add(string sql, object args) => waiting.Add((sql, args));

    public void Forget() => waiting.Clear();

    /// <summary>Runs what waits; nothing of it is waited for any more, however it ends.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var batch = Batch();
        return await batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Runs what waits and then this statement, and returns the number of rows this one changed.</summary>
    public async Task<int> ExecuteAsync(string sql, object? args, CancellationToken stop)
    {
        await using var batch = Batch();
        var last = Command(sql, args);
        batch.BatchCommands.Add(last);
        await batch.ExecuteNonQueryAsync(stop);
        return last.RecordsAffected;
    }

    /// <summary>Runs what waits and then this statement, and returns its rows.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, object? args, CancellationToken stop)
    {
        await using var batch = Batch();
        batch.BatchCommands.Add(Command(sql, args));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        var parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(stop)) rows.Add(As<T>(parse(reader)));
        // What fails at its end says so here.
        return await reader.NextResultAsync(stop)
            ? throw new InvalidOperationException("A statement that was put off has rows, which nobody asked for.")
            : rows;
    }

    // A count of bigint may be wanted as an int, as everywhere.
    static T As<T>(object? value) => value is null or T
        ? (T)value!
        : (T)Convert.ChangeType(
            value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);

    NpgsqlBatch Batch()
    {
        var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (sql, args) in waiting) batch.BatchCommands.Add(Command(sql, args));
        waiting.Clear();
        return batch;
    }

    static NpgsqlBatchCommand Command(string sql, object? args)
    {
        var command = new NpgsqlBatchCommand(sql);
        if (args is null) return command;
        foreach (var parameter in Binders.GetOrAdd(args.GetType(), BinderOf)(args)) command.Parameters.Add(parameter);
        return command;
    }

    static Func<object, IEnumerable<NpgsqlParameter>> BinderOf(Type type)
    {
        var members = type.GetProperties();
        return args => members.Select(member =>
        {
            var value = member.GetValue(args) ?? DBNull.Value;
            return Types.TryGetValue(member.PropertyType, out var known)
                ? new NpgsqlParameter(member.Name, known) { Value = value }
                : new NpgsqlParameter(member.Name, value);
        });
    }
}
