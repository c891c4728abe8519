namespace Feria.Kernel.Tests;

public sealed class SoleProcessTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task One_is_at_it_until_it_ends_or_its_session_is_lost()
    {
        await using var here = new Database(database.ConnectionString);
        await using var there = new Database(database.ConnectionString);
        var (mine, other) = (new SoleProcess(here, "weaving"), new SoleProcess(there, "weaving"));

        var turn = await mine.TryTakeAsync(default);
        Assert.NotNull(turn);
        Assert.True(await other.IsTakenAsync(default));
        Assert.Null(await other.TryTakeAsync(default));
        await using (var spinning = await new SoleProcess(there, "spinning").TryTakeAsync(default))
            Assert.NotNull(spinning);

        await database.SqlAsync("""
            select pg_terminate_backend(pid, 10000)
            from pg_locks
            where locktype = 'advisory' and classid = 1717922921::oid
                and database = (select oid from pg_database where datname = current_database())
            """);
        Assert.False(await turn.LastsAsync(default));
        await turn.DisposeAsync();
        await using (var taken = await other.TryTakeAsync(default))
            Assert.True(await taken!.LastsAsync(default));

        Assert.False(await mine.IsTakenAsync(default));
    }
}
