using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Takes letters in: sealed in the writer's transaction, sent by a job after its commit where there is a carrier. What
/// may be declined or may wait heeds its reader's wishes; all else is nobody's to decline.
/// </summary>
sealed class PostOffice(Vault vault, IEnumerable<ILetterCarrier> carriers, TimeProvider clock) : IPostOffice
{
    const string Context = "notifications.letter";

    public Task PostAsync(Tx tx, Letter letter) => PostAsync(tx, [letter]);

    public async Task PostOnceAsync(Tx tx, IReadOnlyList<(Letter Letter, string Mark)> letters)
    {
        if (letters.Count == 0) return;
        var fresh = await Marks.TakeAsync(tx, letters.Select(one => one.Mark));
        await PostAsync(tx,
        [
            .. letters.DistinctBy(one => one.Mark).Where(one => fresh.Contains(one.Mark)).Select(one => one.Letter),
        ]);
    }

    async Task PostAsync(Tx tx, IReadOnlyList<Letter> letters)
    {
        var wishes = await Wishes.OfAsync(
            tx, tx.Region, letters.Select(letter => letter.Heeds?.Account).OfType<Guid>());
        var wanted = letters.Where(letter => letter.Heeds is not { } heeds
            || !wishes[heeds.Account].Declines(heeds.Topic, Wish.Email)).ToList();
        await HoldAsync(tx, [.. wanted.Where(letter => IsHeld(letter, wishes))], wishes);
        await TakeInAsync(tx, [.. wanted.Where(letter => !IsHeld(letter, wishes))], wishes);
    }

    static bool IsHeld(Letter letter, IReadOnlyDictionary<Guid, Wish> wishes) =>
        letter.Heeds is { } heeds && wishes[heeds.Account].IsDaily;

    async Task TakeInAsync(Tx tx, IReadOnlyList<Letter> letters, IReadOnlyDictionary<Guid, Wish> wishes)
    {
        if (letters.Count == 0) return;
        Guid[] ids = [.. letters.Select(_ => Id.New())];
        await tx.ExecuteAsync(PostSql, new
        {
            ids,
            templates = letters.Select(letter => letter.Template).ToArray(),
            letters = letters.Select(Seal).ToArray(),
        });
        if (!carriers.Any()) return;
        foreach (var (letter, id) in letters.Zip(ids))
            tx.Enqueue(
                SendLetter.JobName, new SendLetter.Order(id),
                letter.Heeds is { } heeds ? wishes[heeds.Account].DueOf(clock.GetUtcNow()) : null);
    }

    async Task HoldAsync(Tx tx, IReadOnlyList<Letter> letters, IReadOnlyDictionary<Guid, Wish> wishes)
    {
        if (letters.Count == 0) return;
        Guid[] accounts = [.. letters.Select(letter => letter.Heeds!.Value.Account)];
        await tx.ExecuteAsync(HoldSql, new
        {
            tx.Region, accounts, ids = letters.Select(_ => Id.New()).ToArray(),
            letters = letters.Select(Seal).ToArray(),
        });
        foreach (var account in accounts.Distinct())
            tx.Enqueue(
                WriteDigest.JobName, new WriteDigest.Order(account), wishes[account].DueOf(clock.GetUtcNow()),
                key: $"{account}");
    }

    byte[] Seal(Letter letter) => vault.Seal(JsonSerializer.Serialize(letter, Json.Options), Context);

    public static Letter Open(Vault vault, byte[] letterSealed) =>
        JsonSerializer.Deserialize<Letter>(vault.Open(letterSealed, Context), Json.Options)!;

    const string PostSql = """
        -- notifications.post-office.post
        insert into notifications.letter (id, template, letter_sealed)
        select id, template, letter_sealed
        from unnest(@ids::uuid[], @templates::text[], @letters::bytea[]) as g(id, template, letter_sealed)
        """;

    const string HoldSql = """
        -- notifications.post-office.hold
        insert into notifications.held (region, account_id, id, letter_sealed)
        select @Region, account_id, id, letter_sealed
        from unnest(@accounts::uuid[], @ids::uuid[], @letters::bytea[]) as g(account_id, id, letter_sealed)
        """;
}
