namespace Feria.Notifications;

/// <summary>What was told already, so that reactions that hear their events again tell nothing again.</summary>
static class Marks
{
    /// <summary>Of these, those that nothing of the last two months had; they are taken now.</summary>
    public static async Task<IReadOnlySet<string>> TakeAsync(Tx tx, IEnumerable<string> marks) =>
        (await tx.ListAsync<string>(TakeSql, new { marks = marks.ToArray() })).ToHashSet();

    // In order: two that post the same ones wait in line and not for each other.
    const string TakeSql = """
        -- notifications.marks.take
        insert into notifications.posted (mark)
        select distinct mark from unnest(@marks::text[]) as g(mark) order by mark
        on conflict do nothing
        returning mark
        """;
}
