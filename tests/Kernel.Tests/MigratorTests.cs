namespace Feria.Kernel.Tests;

public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly string module = $"m{Guid.NewGuid():N}";

    [Fact]
    public async Task Many_at_once_apply_each_migration_once()
    {
        var migrations = new[] { First(), Of(2, $"alter table {module} add column b int") };

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunAsync(migrations)));

        Assert.Equal(2, applied.Sum(each => each.Count));
        Assert.Empty(await RunAsync(migrations));
    }

    [Fact]
    public async Task A_migration_that_was_edited_is_refused_and_nothing_after_it_runs()
    {
        await RunAsync(First());

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync(Of(1, "select 1"), Of(2, $"drop table {module}")));

        Assert.Contains($"db/{module}/0001_test.sql was changed after it was applied", fault.Message);
        Assert.Equal(0L, await database.SqlAsync($"select count(*) from {module}"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_and_runs_again_when_mended()
    {
        var bad = Of(1, $"create table {module} (a int); select nonsense");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync(bad));
        Assert.Null(await TableAsync());

        Assert.Single(await RunAsync(First()));
        Assert.Equal(module, await TableAsync());
    }

    [Fact]
    public async Task A_text_with_an_at_sign_is_no_parameter()
    {
        await RunAsync(Of(1, $"create table {module} as select 'ana@example.com' as a"));

        Assert.Equal("ana@example.com", await database.SqlAsync($"select a from {module}"));
    }

    Migrator.Migration First() => Of(1, $"create table {module} (a int)");

    Migrator.Migration Of(int number, string sql) => new(module, number, $"{number:0000}_test.sql", sql);

    Task<IReadOnlyList<Migrator.Migration>> RunAsync(params Migrator.Migration[] migrations) =>
        Migrator.RunAsync(database.ConnectionString, migrations);

    async Task<object?> TableAsync() =>
        await database.SqlAsync($"select to_regclass('{module}')::text") is string name ? name : null;
}
