using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The one letter of the day: all that waited for it, one under another.</summary>
sealed class WriteDigest(Database database, Vault vault, IPostOffice post, PublicSite site) : Job
{
    public const string JobName = "notifications.write-digest";

    const int AtMost = 100;

    public sealed record Order(Guid Account);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var account = body.Deserialize<Order>(Json.Options)!.Account;
        while (await WriteAsync(account, stop) == AtMost) { }
    }

    async Task<int> WriteAsync(Guid account, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var held = await tx.ListAsync<(Guid Id, byte[] Sealed)>(TakeSql, new { tx.Region, account, AtMost });
        if (held.Count == 0) return 0;
        var letters = held.OrderBy(one => one.Id).Select(one => (one.Id, Letter: PostOffice.Open(vault, one.Sealed)))
            .ToList();
        // Where it is sent, in which language: as it was when the last of them was written.
        var last = letters[^1].Letter;
        await post.PostAsync(tx, new Letter(last.To, last.Locale, "digest", new Dictionary<string, string>
        {
            ["name"] = last.Facts.GetValueOrDefault("name", ""),
            ["lines"] = string.Join("\n\n", letters.Select(one =>
                $"{LetterText.Write(one.Id, one.Letter).Subject}\n{one.Letter.Facts.GetValueOrDefault("link", "")}")),
            ["link"] = site.Page(last.Locale, "account/notices"),
        }));
        await tx.CommitAsync();
        return held.Count;
    }

    const string TakeSql = """
        -- notifications.write-digest.take
        delete from notifications.held
        where region = @Region and account_id = @account and id = any(array(
            select id from notifications.held
            where region = @Region and account_id = @account
            order by id
            limit @AtMost
            for update skip locked))
        returning id, letter_sealed
        """;
}
