using System.Collections.Concurrent;
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
        while (await reader.ReadAsync(stop)) rows.Add((T)parse(reader));
        await reader.NextResultAsync(stop); // what fails at its end says so here
        return rows;
    }

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
        return args => members.Select(member => Parameter(member.Name, member.GetValue(args)));
    }

    // As Dapper binds the arguments of all other statements.
    static NpgsqlParameter Parameter(string name, object? value) => value switch
    {
        DateTime?[] => new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = value },
        Guid?[] => new(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = value },
        _ => new(name, value ?? DBNull.Value),
    };
}
