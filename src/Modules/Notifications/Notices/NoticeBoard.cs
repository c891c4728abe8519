using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Tells accounts in the application, each thing once, and has it carried to where else they are told; an account keeps
/// its newest two hundred.
/// </summary>
sealed class NoticeBoard(Messages messages) : INoticeBoard
{
    const int Most = 200;

    public async Task PostAsync(Tx tx, IReadOnlyList<Notice> notices)
    {
        if (notices.Count == 0) return;
        var wishes = await Wishes.OfAsync(tx, tx.Region, notices.Select(notice => notice.Account));
        await messages.PostAsync(tx, [.. notices.Where(notice => !notice.IsOnlyHere)], wishes);
        var wanted = notices.Where(notice => !wishes[notice.Account].Declines(notice.Topic, Wish.InApp))
            .DistinctBy(MarkOf).ToList();
        if (wanted.Count == 0) return;
        var marks = await Marks.TakeAsync(tx, wanted.Select(MarkOf));
        var fresh = wanted.Where(notice => marks.Contains(MarkOf(notice))).ToList();
        if (fresh.Count == 0) return;
        Guid[] accounts = [.. fresh.Select(notice => notice.Account).Distinct().Order()];
        await tx.ExecuteAsync(PostSql, new
        {
            tx.Region,
            accounts = fresh.Select(notice => notice.Account).ToArray(),
            ids = fresh.Select(_ => Id.New()).ToArray(),
            topics = fresh.Select(notice => notice.Topic).ToArray(),
            kinds = fresh.Select(notice => notice.Kind).ToArray(),
            facts = fresh.Select(notice => JsonSerializer.Serialize(notice.Facts, Json.Options)).ToArray(),
            paths = fresh.Select(notice => notice.Path).ToArray(),
        });
        await tx.ExecuteAsync(TrimSql, new { tx.Region, accounts, Most });
        foreach (var account in accounts) tx.Append(new NoticesChanged(account));
    }

    static string MarkOf(Notice notice) => $"notice {notice.Account} {notice.Mark}";

    const string PostSql = """
        -- notifications.notice-board.post
        insert into notifications.notice (region, account_id, id, topic, kind, facts, path)
        select @Region, n.account_id, n.id, n.topic, n.kind, n.facts::jsonb, n.path
        from unnest(@accounts::uuid[], @ids::uuid[], @topics::text[], @kinds::text[], @facts::text[], @paths::text[])
            as n(account_id, id, topic, kind, facts, path)
        """;

    const string TrimSql = """
        -- notifications.notice-board.trim
        delete from notifications.notice n
        using unnest(@accounts::uuid[]) as a(id)
        where n.region = @Region and n.account_id = a.id and n.id = any(array(
            select o.id from notifications.notice o
            where o.region = @Region and o.account_id = a.id
            order by o.id desc
            offset @Most
            for update skip locked))
        """;
}
