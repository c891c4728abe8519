using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// A loaded world of a size stays in the bench's cluster, with its keys in it, and each run gets a copy of its files:
/// what a run orders is gone with the run. One too large to be there twice is used itself, and counts its runs.
/// </summary>
static class KeptWorld
{
    /// <summary>Raise it when the same size and seed are to be loaded otherwise.</summary>
    const int Loader = 3;

    /// <summary>Of a full world as measured, search documents and indexes included.</summary>
    const double FullBytes = 87e9;

    /// <summary>What WAL, sorting and the run itself need beside.</summary>
    const double Beside = 6e9;

    const double MostCopied = 20e9;

    /// <summary>More than any run buys.</summary>
    const string Units = "50000000";

    /// <param name="Notes">What is to be known of the figures taken on it.</param>
    public sealed record Opened(Installation Installation, IReadOnlyList<string> Notes);

    /// <summary>Loads it where it is not there or was made otherwise.</summary>
    public static async Task<Opened> OpenAsync(Size size, TextWriter tell, CancellationToken stop)
    {
        // One at a time: a database that somebody looks at cannot be copied.
        await using var alone = new NpgsqlConnection(Installation.At("postgres") + ";Pooling=false;Command Timeout=0");
        await alone.OpenAsync(stop);
        await alone.ExecuteAsync("select pg_advisory_lock(hashtext('feria bench world'))");
        await DropLeftAsync(alone);
        var name = $"world_{size.Orders}";
        var kept = await ReadAsync(name);
        if (kept?.Stamp != StampOf(size))
        {
            await Installation.DropAsync(name);
            var expected = FullBytes * size.Orders / Size.Full(size.Until).Orders;
            await NeedAsync(expected > MostCopied ? expected : expected * 2, size);
            await LoadAsync(name, size, tell, stop);
            kept = (await ReadAsync(name))!;
        }

        var bytes = (long)(await Installation.OnServerAsync($"select pg_database_size('{name}')"))!;
        if (bytes > MostCopied)
        {
            await using var counting = new NpgsqlConnection(Installation.At(name) + ";Pooling=false");
            await counting.ExecuteAsync("update bench.kept set runs = runs + 1");
            return new(
                await Installation.OverAsync(name, kept.Keys, isKept: true),
                kept.Runs == 0 ? [] : [$"The world had the orders of {kept.Runs} runs before in it."]);
        }

        await NeedAsync(bytes, size);
        var copy = Installation.NewName();
        await Installation.OnServerAsync($"create database {copy} template {name} strategy file_copy");
        return new(await Installation.OverAsync(copy, kept.Keys, isKept: false), []);
    }

    // Of runs that were killed: nobody is in it.
    static async Task DropLeftAsync(NpgsqlConnection server)
    {
        foreach (var left in await server.QueryAsync<string>(LeftSql)) await Installation.DropAsync(left);
    }

    sealed record Kept(string Stamp, string Keys, int Runs);

    static async Task<Kept?> ReadAsync(string name)
    {
        var there = await Installation.OnServerAsync($"select 1 from pg_database where datname = '{name}'");
        if (there is null) return null;
        await using var connection = new NpgsqlConnection(Installation.At(name) + ";Pooling=false");
        // Not there where loading did not come to its end.
        return await connection.ExecuteScalarAsync<bool>("select to_regclass('bench.kept') is not null")
            ? await connection.QuerySingleAsync<Kept>("select stamp, keys, runs from bench.kept")
            : null;
    }

    static string StampOf(Size size) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Marketplace.Migrations.Select(one => one.Checksum))
        + string.Create(CultureInfo.InvariantCulture,
            $"\n{Loader} {size.Users} {size.Products} {size.Orders} {size.Reviews} {size.Stores} {size.Seed}"))));

    static async Task NeedAsync(double bytes, Size size)
    {
        var folder = (string)(await Installation.OnServerAsync("show data_directory"))!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes + Beside)
            throw new NoRoom(string.Create(CultureInfo.InvariantCulture,
                $"A world of {size.Orders:N0} orders needs {(bytes + Beside) / 1e9:0} GB free in {folder}; there are "
                + $"{free / 1e9:0}. Take a smaller --size, or make room."));
    }

    static async Task LoadAsync(string name, Size size, TextWriter tell, CancellationToken stop)
    {
        var begun = DateTime.UtcNow;
        await tell.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"Loading {size.Users:N0} users, {size.Products:N0} products, {size.Orders:N0} orders, "
            + $"{size.Reviews:N0} reviews; it is kept for later runs."));
        await Installation.OnServerAsync($"create database {name}");
        await using var installation = await Installation.OverAsync(name, keys: null, isKept: true);
        await World.LoadAsync(installation.Services, size, tell, stop);
        await installation.SqlAsync(DeliverSql);
        await installation.ServeOutsideAsync(stop);
        await installation.SettleAsync(tell, stop);
        installation.EndOutside();
        await installation.SqlAsync("vacuum analyze");
        await installation.SqlAsync($"""
            create schema bench;
            create table bench.kept (stamp text not null, keys text not null, runs int not null default 0);
            insert into bench.kept (stamp, keys)
            values ('{StampOf(size)}', '{await File.ReadAllTextAsync(installation.Keys, stop)}')
            """);
        await tell.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"Loaded and indexed in {(DateTime.UtcNow - begun).TotalMinutes:0.0} minutes."));
        await LoadWorld.TellTablesAsync(installation, tell);
    }

    const string LeftSql = """
        -- bench.kept-world.left
        select d.datname
        from pg_database d
        where d.datname ~ '^(pg)?bench_[0-9a-f]{32}$'
            and not exists (select from pg_stat_activity a where a.datid = d.oid)
        """;

    const string DeliverSql = $"""
        -- bench.kept-world.deliver
        with delivered as (
            update inventory.stock set on_hand = on_hand + {Units}, changed_at = clock_timestamp()
            returning region, offer_id, on_hand)
        insert into inventory.movement (region, id, offer_id, kind, units_from, units_to, why, at)
        select region, gen_random_uuid(), offer_id, 'adjustment', on_hand - {Units}, on_hand, 'delivery',
            clock_timestamp()
        from delivered
        """;
}

/// <summary>The disk is too small for what was asked; the message says what is needed.</summary>
sealed class NoRoom(string message) : Exception(message);
