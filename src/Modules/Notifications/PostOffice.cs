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
        await tx.ExecuteAsync(PostSql, new { id, letter.Template, letterSealed = Seal(letter) });
        Send(tx, id);
    }

    public async Task PostOnceAsync(Tx tx, IReadOnlyList<(Letter Letter, string Mark)> letters)
    {
        if (letters.Count == 0) return;
        foreach (var id in await tx.ListAsync<Guid>(PostOnceSql, new
        {
            marks = letters.Select(one => one.Mark).ToArray(),
            ids = letters.Select(_ => Id.New()).ToArray(),
            templates = letters.Select(one => one.Letter.Template).ToArray(),
            letters = letters.Select(one => Seal(one.Letter)).ToArray(),
        })) Send(tx, id);
    }

    byte[] Seal(Letter letter) => vault.Seal(JsonSerializer.Serialize(letter, Json.Options), Context);

    void Send(Tx tx, Guid letter)
    {
        if (carriers.Any()) tx.Enqueue(SendLetter.JobName, new SendLetter.Order(letter));
    }

    public static Letter Open(Vault vault, byte[] letterSealed) =>
        JsonSerializer.Deserialize<Letter>(vault.Open(letterSealed, Context), Json.Options)!;

    const string PostSql = """
        -- notifications.post-office.post
        insert into notifications.letter (id, template, letter_sealed) values (@id, @Template, @letterSealed)
        """;

    // Marks in order: two that post the same ones wait in line and not for each other.
    const string PostOnceSql = """
        -- notifications.post-office.post-once
        with given as (
            select distinct on (mark) *
            from unnest(@marks::text[], @ids::uuid[], @templates::text[], @letters::bytea[])
                as g(mark, id, template, letter_sealed)
            order by mark),
        fresh as (
            insert into notifications.posted (mark)
            select mark from given
            on conflict do nothing
            returning mark)
        insert into notifications.letter (id, template, letter_sealed)
        select g.id, g.template, g.letter_sealed from given g join fresh using (mark)
        returning id
        """;
}
