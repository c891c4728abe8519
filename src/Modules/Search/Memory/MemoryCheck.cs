using System.Buffers.Binary;
using System.Data;
using Npgsql;

namespace Feria.Search;

/// <summary>
/// Holds the index in memory against the one in PostgreSQL, product by product and version by version, while both go
/// on: what changed after the moment looked at is no difference.
/// </summary>
static class MemoryCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<ProcessCompared> RunAsync(
        Database database, Func<CancellationToken, Task<View>> now, CancellationToken stop)
    {
        var (moment, kept) = await KeptAsync(database, stop);
        var view = await now(stop);
        // It may be fed by another node than was asked here, which is a little behind.
        for (var until = DateTime.UtcNow + Patience; view.Version < moment && DateTime.UtcNow < until;)
        {
            await Task.Delay(50, stop);
            view = await now(stop);
        }

        var held = Held(view);
        var differing = new List<Guid>();
        var absent = new List<Guid>();
        foreach (var (product, version) in kept)
        {
            if (!held.TryGetValue(product, out var mine)) absent.Add(product);
            else if (mine != version && mine <= moment) differing.Add(product);
        }

        differing.AddRange(held.Where(one => one.Value <= moment && !kept.ContainsKey(one.Key)).Select(one => one.Key));
        if (absent.Count > 0) differing.AddRange(await StillThereAsync(database, absent, view.Version, stop));
        return new(view.Version, held.Count, Digest(held), differing);
    }

    static async Task<(long Moment, Dictionary<Guid, long> Kept)> KeptAsync(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        await using var snapshot = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var moment = await session.OneAsync<long>(MomentSql);
        var kept = new Dictionary<Guid, long>();
        await using var command = new NpgsqlCommand(KeptSql, session.Connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) kept[reader.GetGuid(0)] = reader.GetInt64(1);
        return (moment, kept);
    }

    // A product that left since the moment is rightly absent.
    static async Task<IReadOnlyList<Guid>> StillThereAsync(
        Database database, List<Guid> absent, long version, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await session.ListAsync<Guid>(StillThereSql, new { absent = absent.ToArray(), version });
    }

    static Dictionary<Guid, long> Held(View view)
    {
        var held = new Dictionary<Guid, long>();
        for (var place = 0; place < view.Entries.Length; place++)
            if (view.IsAlive(place)) held[view.Entries.Span[place].Product] = view.Entries.Span[place].Version;
        return held;
    }

    // A sum, so that the order they are held in does not matter.
    static string Digest(Dictionary<Guid, long> held)
    {
        var sum = 0UL;
        Span<byte> bytes = stackalloc byte[24];
        foreach (var (product, version) in held)
        {
            product.TryWriteBytes(bytes, bigEndian: true, out _);
            BinaryPrimitives.WriteInt64BigEndian(bytes[16..], version);
            var hash = 14695981039346656037UL;
            foreach (var b in bytes) hash = (hash ^ b) * 1099511628211UL;
            sum += hash;
        }

        return $"{sum:x16}";
    }

    const string MomentSql = """
        -- search.memory-check.moment
        select greatest(
            (select coalesce(max(version), 0) from search.document),
            (select coalesce(max(version), 0) from search.gone))
        """;

    const string KeptSql = """
        -- search.memory-check.kept
        select product_id, version from search.document
        """;

    const string StillThereSql = """
        -- search.memory-check.still-there
        select product_id from search.document where product_id = any(@absent) and version <= @version
        """;
}
