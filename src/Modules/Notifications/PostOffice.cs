using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Takes letters in: sealed in the writer's transaction, sent by a job after its commit where there is a carrier.
/// </summary>
sealed class PostOffice(Vault vault, IEnumerable<ILetterCarrier> carriers) : IPostOffice
{
    const string Context = "notifications.letter";

    public async Task PostAsync(Tx tx, Letter letter)
    {
        var id = Id.New();
        var whole = JsonSerializer.Serialize(letter, Json.Options);
        await tx.ExecuteAsync(PostSql, new { id, letter.Template, letterSealed = vault.Seal(whole, Context) });
        if (carriers.Any()) tx.Enqueue(SendLetter.JobName, new SendLetter.Order(id));
    }

    public async Task PostOnceAsync(Tx tx, Letter letter, string mark)
    {
        if (await tx.ExecuteAsync(MarkSql, new { mark }) == 1) await PostAsync(tx, letter);
    }

    public static Letter Open(Vault vault, byte[] letterSealed) =>
        JsonSerializer.Deserialize<Letter>(vault.Open(letterSealed, Context), Json.Options)!;

    const string PostSql = """
        -- notifications.post-office.post
        insert into notifications.letter (id, template, letter_sealed) values (@id, @Template, @letterSealed)
        """;

    const string MarkSql = """
        -- notifications.post-office.mark
        insert into notifications.posted (mark) values (@mark) on conflict do nothing
        """;
}
