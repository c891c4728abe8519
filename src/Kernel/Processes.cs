namespace Feria.Kernel;

/// <summary>The processes of the installation, by what each of them says of itself every few seconds.</summary>
public sealed class Processes(Database database)
{
    /// <param name="Name">Machine and port: begun again there, it is the same process to whoever looks.</param>
    /// <param name="SearchVersion">Of the newest change in its search index; null where it has none.</param>
    public sealed record Hello(
        string Name, string Address, string[] Roles, string[] Services, string Version, long? SearchVersion,
        bool IsDraining, DateTime StartedAt);

    /// <param name="SilentSeconds">Since it was last heard of.</param>
    public sealed record Seen(
        string Name, string Address, string[] Roles, string[] Services, string Version, long? SearchVersion,
        bool IsDraining, DateTime StartedAt, double SilentSeconds);

    public async Task SayAsync(Hello hello, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(SaySql, hello);
        await tx.CommitAsync();
    }

    /// <summary>Who leaves in order is not missed.</summary>
    public async Task LeaveAsync(string name, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(LeaveSql, new { name });
        await tx.CommitAsync();
    }

    public async Task<IReadOnlyList<Seen>> ListAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Seen>(ListSql);
    }

    const string SaySql = """
        -- kernel.processes.say
        with gone as (delete from kernel.process where seen_at < now() - interval '10 minutes' and name <> @Name)
        insert into kernel.process
            (name, address, roles, services, version, search_version, is_draining, started_at, seen_at)
        values (@Name, @Address, @Roles, @Services, @Version, @SearchVersion, @IsDraining, @StartedAt, now())
        on conflict (name) do update
            set address = excluded.address, roles = excluded.roles, services = excluded.services,
                version = excluded.version, search_version = excluded.search_version,
                is_draining = excluded.is_draining, started_at = excluded.started_at, seen_at = excluded.seen_at
        """;

    const string LeaveSql = """
        -- kernel.processes.leave
        delete from kernel.process where name = @name
        """;

    const string ListSql = """
        -- kernel.processes.list
        select name, address, roles, services, version, search_version, is_draining, started_at,
            greatest(0, extract(epoch from now() - seen_at))::float8 as silent_seconds
        from kernel.process
        order by name
        """;
}
