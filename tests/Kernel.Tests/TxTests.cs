using Npgsql;

namespace Feria.Kernel.Tests;

public sealed class TxTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    readonly Database kernel = new(database.ConnectionString);

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task A_transaction_that_only_read_cannot_be_committed_in_tests()
    {
        await using var strict = new Database(database.ConnectionString) { RefusesEmptyCommits = true };
        await using (var read = await strict.WriteAsync())
        {
            await read.OneAsync<long>("select count(*) from kernel.job");
            await Assert.ThrowsAsync<InvalidOperationException>(() => read.CommitAsync());
        }

        await using var wrote = await strict.WriteAsync();
        wrote.Enqueue("test.nothing", new { });
        await wrote.CommitAsync();
        Assert.Equal(1L, await database.SqlAsync("select count(*) from kernel.job where kind = 'test.nothing'"));
    }

    [Fact]
    public async Task What_is_put_off_is_done_in_its_turn_before_what_is_waited_for()
    {
        await using var tx = await kernel.WriteAsync();
        await tx.ExecuteAsync("create temp table turn (at int generated always as identity, said text) on commit drop");
        tx.Later(SaySql, new { said = "first" });
        tx.Later(SaySql, new { said = "second" });
        Assert.Equal(2, await tx.OneAsync<int>("select count(*)::int from turn"));

        tx.Later("delete from turn where at <= @last", new { last = 2 });
        Assert.Equal(1, await tx.ExecuteAsync(SaySql, new { said = "third" }));
        Assert.Equal(["third"], await tx.ListAsync<string>("select said from turn order by at"));

        tx.Later(SaySql, new { said = "fourth" });
        Assert.Null(await tx.OneOrNullAsync<string>("select said from turn where said = 'fifth'"));
        Assert.Equal(["third", "fourth"], await tx.ListAsync<string>("select said from turn order by at"));
    }

    [Fact]
    public async Task What_is_put_off_is_committed_with_what_is_said_and_without()
    {
        await using (var silent = await kernel.WriteAsync())
        {
            silent.Later(OrderSql, new { id = Id.New(), kind = "test.silent" });
            await silent.CommitAsync();
        }

        await using (var said = await kernel.WriteAsync())
        {
            said.Later(OrderSql, new { id = Id.New(), kind = "test.said" });
            said.Enqueue("test.ordered", new { });
            await said.CommitAsync();
        }

        await using (var given = await kernel.WriteAsync())
            given.Later(OrderSql, new { id = Id.New(), kind = "test.given-up" });
        Assert.Equal(
            ["test.ordered", "test.said", "test.silent"],
            await KindsAsync("test.ordered", "test.said", "test.silent", "test.given-up"));
    }

    [Fact]
    public async Task What_is_put_off_and_fails_fails_the_next_and_nothing_stays()
    {
        var id = Id.New();
        await using (var tx = await kernel.WriteAsync())
        {
            tx.Later(OrderSql, new { id, kind = "test.twice" });
            tx.Later(OrderSql, new { id, kind = "test.twice" });
            var fault = await Assert.ThrowsAsync<PostgresException>(() => tx.OneAsync<int>("select 1"));
            Assert.Equal(("23505", "job_pk"), (fault.SqlState, fault.ConstraintName));
        }

        await using (var tx = await kernel.WriteAsync())
        {
            tx.Later(OrderSql, new { id, kind = "test.twice" });
            tx.Later(OrderSql, new { id, kind = "test.twice" });
            await Assert.ThrowsAsync<PostgresException>(() => tx.CommitAsync());
        }

        Assert.Empty(await KindsAsync("test.twice"));
    }

    [Fact]
    public async Task A_part_that_fails_takes_back_what_it_put_off_and_nothing_else()
    {
        var id = Id.New();
        await using (var tx = await kernel.WriteAsync())
        {
            tx.Later(OrderSql, new { id, kind = "test.before-part" });
            // Found out at its end, by the statement that ends it.
            await Assert.ThrowsAsync<PostgresException>(() => tx.PartAsync(() =>
            {
                tx.Later(OrderSql, new { id, kind = "test.in-part" });
                return Task.CompletedTask;
            }));
            // Never sent: the part failed before.
            await Assert.ThrowsAsync<FormatException>(() => tx.PartAsync(() =>
            {
                tx.Later(OrderSql, new { id = Id.New(), kind = "test.in-part" });
                throw new FormatException();
            }));
            tx.Later(OrderSql, new { id = Id.New(), kind = "test.after-part" });
            await tx.CommitAsync();
        }

        Assert.Equal(
            ["test.after-part", "test.before-part"],
            await KindsAsync("test.before-part", "test.in-part", "test.after-part"));
    }

    [Fact]
    public async Task What_is_put_off_keeps_its_types_where_the_first_of_many_is_nothing()
    {
        var (id, at) = (Id.New(), new DateTime(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc));
        await using var tx = await kernel.WriteAsync();
        await tx.ExecuteAsync(
            "create temp table typed (id uuid, at timestamptz, units bigint, word text, seal bytea) on commit drop");
        tx.Later(
            """
            insert into typed
            select * from unnest(@ids::uuid[], @ats::timestamptz[], @units::bigint[], @words::text[], @seals::bytea[])
            """,
            new
            {
                ids = new Guid?[] { null, id },
                ats = new DateTime?[] { null, at },
                units = new long?[] { null, 7 },
                words = new string?[] { null, "ñandú" },
                seals = new byte[]?[] { null, [1, 0, 255] },
            });
        tx.Later("insert into typed (word) values (@word)", new { word = (string?)null });

        var rows = await tx.ListAsync<Typed>("select id, at, units, word, encode(seal, 'hex') as seal from typed");
        var nothing = new Typed(null, null, null, null, null);
        Assert.Equal([nothing, new(id, at, 7, "ñandú", "0100ff"), nothing], rows);
    }

    [Fact]
    public async Task What_is_waited_for_is_asked_and_read_as_if_nothing_had_been_put_off_before_it()
    {
        await using var tx = await kernel.WriteAsync();
        tx.Later(OrderSql, new { id = Id.New(), kind = "test.alike" });
        Assert.Equal(3, await tx.OneAsync<int>("select 3::bigint"));
        tx.Later(OrderSql, new { id = Id.New(), kind = "test.alike" });
        Assert.Equal(3, await tx.OneAsync<int?>("select 3::smallint"));
        tx.Later(OrderSql, new { id = Id.New(), kind = "test.alike" });
        Assert.True(await tx.OneAsync<bool>(
            "select @text is null and @id is null and @many is null and @at is null and @yes is null",
            new
            {
                text = (string?)null, id = (Guid?)null, many = (long?)null, at = (DateTime?)null, yes = (bool?)null,
            }));
        tx.Later("select kind from kernel.job", new { });
        await Assert.ThrowsAsync<InvalidOperationException>(() => tx.ListAsync<string>("select 'mine'"));
    }

    [Fact]
    public async Task Nothing_goes_to_the_raw_connection_before_what_was_put_off()
    {
        await using var tx = await kernel.WriteAsync();
        tx.Later(OrderSql, new { id = Id.New(), kind = "test.raw" });
        Assert.Throws<InvalidOperationException>(() => { _ = tx.Connection; });
        await Assert.ThrowsAsync<InvalidOperationException>(() => tx.RunAsync((_, _) => Task.FromResult(1)));
        await tx.OneAsync<int>("select 1");
        Assert.NotNull(tx.Connection);
    }

    Task<IReadOnlyList<string>> KindsAsync(params string[] kinds) => ListAsync(
        "select kind from kernel.job where kind = any(@kinds) order by kind", new { kinds });

    async Task<IReadOnlyList<string>> ListAsync(string sql, object args)
    {
        await using var session = await kernel.ReadAsync();
        return await session.ListAsync<string>(sql, args);
    }

    sealed record Typed(Guid? Id, DateTime? At, long? Units, string? Word, string? Seal);

    const string SaySql = "insert into turn (said) values (@said)";

    const string OrderSql = "insert into kernel.job (id, kind, body, due_at) values (@id, @kind, '{}', now())";
}
