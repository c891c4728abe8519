using System.Text.Json;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Puts stores back on sale whose holiday is over, a store a transaction.</summary>
sealed class EndHolidays(Database database) : Job
{
    public override string Name => "stores.end-holidays";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await EndOneAsync(stop)) { }
    }

    async Task<bool> EndOneAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Guid?>(EndSql) is not { } store) return false;
        await History.TellAsync(tx, store, SetHoliday.Back, null, null, null);
        tx.Append(new StoreChanged(store));
        await tx.CommitAsync();
        return true;
    }

    const string EndSql = """
        -- stores.end-holidays.end
        update stores.store set holiday_since = null, holiday_until = null, holiday_note = ''
        where id = (
            select id from stores.store
            where holiday_until <= now()
            order by holiday_until
            limit 1
            for update skip locked)
        returning id
        """;
}
