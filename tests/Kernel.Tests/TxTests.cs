namespace Feria.Kernel.Tests;

public sealed class TxTests(TestDatabase database) : IClassFixture<TestDatabase>
{
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
}
