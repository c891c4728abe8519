using System.Text.Json;
using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Takes away files that no message named within a day and those of buyers who left. The bytes go between two
/// transactions, the row last: a sweep that was cut short finds it again.
/// </summary>
sealed class SweepAttachments(Database database, IObjectStore objects) : Job
{
    const int AtMost = 200;

    public override string Name => "community.sweep-attachments";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await SomeAsync(stop) == AtMost) { }
    }

    async Task<int> SomeAsync(CancellationToken stop)
    {
        await AskAsync<Guid>(UnsentSql, new { database.Region, AtMost }, stop);
        IReadOnlyList<Row> going;
        await using (var session = await database.ReadFreshAsync(stop))
            going = await session.ListAsync<Row>(GoingSql, new { database.Region, AtMost });
        foreach (var row in going) await objects.DeleteAsync(Attachments.NameOf(row.Id, row.Kind), stop);
        if (going.Count > 0)
            await AskAsync<Guid>(
                GoneSql, new { database.Region, ids = going.Select(row => row.Id).ToArray() }, stop);
        return going.Count;
    }

    async Task<IReadOnlyList<T>> AskAsync<T>(string sql, object values, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var rows = await tx.ListAsync<T>(sql, values);
        if (rows.Count > 0) await tx.CommitAsync();
        return rows;
    }

    sealed record Row(Guid Id, string Kind);

    // From here on no message takes it.
    const string UnsentSql = """
        -- community.sweep-attachments.unsent
        update community.attachment set going_at = now()
        where region = @Region and id = any(array(
            select id from community.attachment
            where region = @Region and number is null and made_at < now() - interval '1 day' and going_at is null
            order by made_at
            limit @AtMost
            for update skip locked))
        returning id
        """;

    const string GoingSql = """
        -- community.sweep-attachments.going
        select id, kind
        from community.attachment
        where region = @Region and going_at is not null
        order by going_at
        limit @AtMost
        """;

    const string GoneSql = """
        -- community.sweep-attachments.gone
        delete from community.attachment
        where region = @Region and id = any(@ids) and going_at is not null
        returning id
        """;
}
