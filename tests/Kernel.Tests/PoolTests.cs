using Npgsql;

namespace Feria.Kernel.Tests;

public sealed class PoolTests
{
    [Theory]
    [InlineData("", 100)]
    [InlineData(";Maximum Pool Size=20", 20)]
    [InlineData(";Maximum Pool Size=20;Minimum Pool Size=3", 3)]
    [InlineData(";MinPoolSize=0", 0)]
    public async Task Connections_are_kept_while_there_is_work_unless_it_was_set_how_many_are(string also, int kept)
    {
        await using var database = new Database("Host=nowhere.invalid" + also);

        foreach (var pool in new[] { database.Nodes.All[0].Writes, database.Nodes.All[0].Reads })
            Assert.Equal(kept, new NpgsqlConnectionStringBuilder(pool.ConnectionString).MinPoolSize);
    }
}
