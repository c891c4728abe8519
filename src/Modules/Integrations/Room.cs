namespace Feria.Integrations;

/// <summary>Locked by who makes a key or a webhook of a store, after the store: each counts what others made.</summary>
static class Room
{
    public static async Task LockAsync(Tx tx, Guid store)
    {
        await tx.ExecuteAsync(MakeSql, new { store });
        await tx.OneAsync<Guid>(LockSql, new { store });
    }

    const string MakeSql = """
        -- integrations.room.make
        insert into integrations.room (store_id) values (@store) on conflict do nothing
        """;

    const string LockSql = """
        -- integrations.room.lock
        select store_id from integrations.room where store_id = @store for update
        """;
}
