using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Tells those of a batch, some at a time. Whoever is about to be written to is noted first and what became of it after
/// that: where nobody knows whether a letter went, it did. So nobody is written to twice, whatever dies when.
/// </summary>
sealed class SendMailing(
    Database database, Mailings mailings, Messages messages, INoticeBoard board, IAccountBook accounts,
    IPostOffice post, Unsubscribing unsubscribing, IEnumerable<IMailing> senders,
    IEnumerable<ILetterCarrier> carriers, TimeProvider clock) : Job
{
    public const string JobName = "notifications.send-mailing";

    /// <summary>How many are told in one transaction.</summary>
    public const int AtOnce = 250;

    const int CarriedAtOnce = 8;
    const int TriesOfOne = 3;

    // What becomes of a letter nobody was there to take: it waits, and that is no try.
    const string Away = "away";

    static readonly TimeSpan BeforeAgain = TimeSpan.FromMinutes(1);

    public sealed record Order(Guid Batch);

    public override string Name => JobName;

    public override int HandsAtMost => 2;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var batch = body.Deserialize<Order>(Json.Options)!.Batch;
        while (await SomeAsync(batch, stop)) stop.ThrowIfCancellationRequested();
    }

    async Task<bool> SomeAsync(Guid batch, CancellationToken stop)
    {
        IReadOnlyList<Handed> handed;
        await using (var tx = await database.WriteAsync(stop))
        {
            var due = await tx.ListAsync<Waiting>(TakeSql, new { tx.Region, batch, AtOnce, now = Now });
            if (due.Count == 0)
            {
                await AgainAsync(tx, batch);
                return false;
            }

            handed = await HandAsync(tx, batch, due);
            await tx.CommitAsync();
        }

        if (handed.Count > 0) await CarryAsync(batch, handed, stop);
        return true;
    }

    // What waits for its hour comes in an order of its own.
    async Task AgainAsync(Tx tx, Guid batch)
    {
        if (await tx.OneOrNullAsync<DateTime?>(NextSql, new { tx.Region, batch }) is not { } next) return;
        tx.Enqueue(JobName, new Order(batch), next, key: $"{batch}");
        await tx.CommitAsync();
    }

    async Task<IReadOnlyList<Handed>> HandAsync(Tx tx, Guid batch, IReadOnlyList<Waiting> due)
    {
        var ended = due.Where(one => one.IsHanded).Select(one => one.As(MailingEnd.Sent)).ToList();
        var open = due.Where(one => !one.IsHanded).ToList();
        Guid[] readers = [.. open.Select(one => one.Account)];
        var contacts = await accounts.ContactsAsync(readers, tx.Stop);
        var wishes = await Wishes.OfAsync(tx, tx.Region, readers);
        var (waiting, told) = (new List<(Waiting One, DateTimeOffset Due)>(), new List<Waiting>());
        foreach (var one in open)
        {
            var (wish, contact) = (wishes[one.Account], contacts.GetValueOrDefault(one.Account));
            if (contact is null || (one.Channel == MailingChannel.Email && !contact.Verified)
                || wish.Declines(NoticeTopic.Promotions, one.Channel))
                ended.Add(one.As(MailingEnd.Unwanted));
            else if (one.Channel == MailingChannel.Email && HourOf(one, wish) is { } hour) waiting.Add((one, hour));
            else told.Add(one);
        }

        var handed = new List<Handed>();
        foreach (var some in told.GroupBy(one => one.Sender))
            ended.AddRange(await SayAsync(
                tx, senders.Single(one => one.Name == some.Key), [.. some], contacts, wishes, handed));
        await WaitAsync(tx, batch, waiting);
        await tx.ExecuteAsync(HandSql, new
        {
            tx.Region, batch, ids = handed.Select(one => one.One.Id).ToArray(), now = Now,
        });
        await EndAsync(tx, batch, ended);
        return handed;
    }

    // Quiet hours hold it, and once whoever wishes one letter a day.
    DateTimeOffset? HourOf(Waiting one, Wish wish) =>
        one.HasWaited ? wish.QuietUntilOf(clock.GetUtcNow()) : wish.DueOf(clock.GetUtcNow());

    async Task<IReadOnlyList<Ended>> SayAsync(
        Tx tx, IMailing sender, List<Waiting> some, IReadOnlyDictionary<Guid, Contact> contacts,
        IReadOnlyDictionary<Guid, Wish> wishes, List<Handed> handed)
    {
        var texts = await sender.SayAsync(tx, [.. some.Select(one => new MailingReader(
            one.Id, one.Account, contacts[one.Account].Locale, contacts[one.Account].FullName))]);
        var said = some.Where(one => texts.ContainsKey(one.Id)).ToList();
        var ended = some.Except(said).Select(one => one.As(MailingEnd.Unwanted)).ToList();
        foreach (var one in said.Where(one => one.Channel == MailingChannel.Email))
        {
            var letter = mailings.LetterOf(one.Account, contacts[one.Account], texts[one.Id]);
            if (carriers.Any()) handed.Add(new(one, letter));
            else
            {
                // Where nobody carries letters they are kept, as all are.
                await post.PostAsync(tx, letter);
                ended.Add(one.As(MailingEnd.Sent));
            }
        }

        List<Waiting> here = [.. said.Where(one => one.Channel == MailingChannel.InApp)];
        await board.PostAsync(tx, [.. here.Select(one => NoticeOf(one, texts[one.Id]))]);
        ended.AddRange(here.Select(one => one.As(MailingEnd.Sent)));
        List<Waiting> pushed = [.. said.Where(one => one.Channel == MailingChannel.Push)];
        var reached = await messages.PostAsync(
            tx, [.. pushed.Select(one => NoticeOf(one, texts[one.Id]))], wishes, Wish.Push);
        ended.AddRange(pushed.Select(one =>
            one.As(reached.Contains(one.Account) ? MailingEnd.Sent : MailingEnd.Unwanted)));
        return ended;
    }

    static Notice NoticeOf(Waiting one, MailingText text) => new(
        one.Account, NoticeTopic.Promotions, "promotion",
        new Dictionary<string, string> { ["title"] = OneLine($"{text.Subject}: {text.Body}") }, text.Path,
        $"mailing {one.Id}")
    {
        IsOnlyHere = true,
    };

    static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 200 ? line : line[..199] + "…";
    }

    // Whoever is stopped meanwhile, or finds nobody there, has given some away: those are noted, and the rest is as if
    // it had not begun.
    async Task CarryAsync(Guid batch, IReadOnlyList<Handed> handed, CancellationToken stop)
    {
        var carrier = carriers.First();
        var outcomes = new string?[handed.Count];
        var begun = new bool[handed.Count];
        var isAway = false;
        try
        {
            await Parallel.ForAsync(0, handed.Count, new ParallelOptions
            {
                MaxDegreeOfParallelism = CarriedAtOnce, CancellationToken = stop,
            }, async (place, ending) =>
            {
                if (Volatile.Read(ref isAway)) return;
                begun[place] = true;
                outcomes[place] = await CarryAsync(carrier, handed[place], ending);
                if (outcomes[place] == Away) Volatile.Write(ref isAway, true);
            });
        }
        finally
        {
            await SettleAsync(batch, handed, begun, outcomes, isAway);
        }
    }

    async Task<string> CarryAsync(ILetterCarrier carrier, Handed one, CancellationToken stop)
    {
        var letter = LetterText.Write(one.One.Id, one.Letter) with
        {
            Unsubscribe = unsubscribing.LinkOf(one.One.Account, one.Letter.Locale),
        };
        try
        {
            await carrier.CarryAsync(letter, stop);
            return MailingEnd.Sent;
        }
        catch (CarrierAway)
        {
            return Away;
        }
        // A server that hangs is given up for this one letter; the others go on.
        catch (Exception fault) when (fault is IOException or FormatException
            || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return MailingEnd.Failed;
        }
    }

    async Task SettleAsync(Guid batch, IReadOnlyList<Handed> handed, bool[] begun, string?[] outcomes, bool isAway)
    {
        var all = handed.Select((one, place) => (one.One, Begun: begun[place], Outcome: outcomes[place])).ToList();
        Guid[] back = [.. all.Where(one => !one.Begun || one.Outcome == Away).Select(one => one.One.Id)];
        Guid[] again =
        [
            .. all.Where(one => one.Outcome == MailingEnd.Failed && one.One.Tries + 1 < TriesOfOne)
                .Select(one => one.One.Id),
        ];
        await using var tx = await database.WriteAsync(CancellationToken.None);
        if (back.Length + again.Length > 0)
            await tx.ExecuteAsync(BackSql, new
            {
                tx.Region, batch, back, again, isAway, due = Now + BeforeAgain,
            });
        await EndAsync(tx, batch,
        [
            .. all.Where(one => !back.Contains(one.One.Id) && !again.Contains(one.One.Id))
                .Select(one => one.One.As(one.Outcome ?? MailingEnd.Sent)),
        ]);
        await tx.CommitAsync();
    }

    async Task WaitAsync(Tx tx, Guid batch, IReadOnlyList<(Waiting One, DateTimeOffset Due)> waiting)
    {
        if (waiting.Count == 0) return;
        await tx.ExecuteAsync(WaitSql, new
        {
            tx.Region, batch,
            ids = waiting.Select(one => one.One.Id).ToArray(),
            dues = waiting.Select(one => one.Due.UtcDateTime).ToArray(),
        });
    }

    // In order of names, as everybody takes what senders lock.
    async Task EndAsync(Tx tx, Guid batch, IReadOnlyList<Ended> ended)
    {
        if (ended.Count == 0) return;
        await tx.ExecuteAsync(EndSql, new { tx.Region, batch, ids = ended.Select(one => one.End.Message).ToArray() });
        foreach (var some in ended.GroupBy(one => one.Sender).OrderBy(some => some.Key, StringComparer.Ordinal))
            await senders.Single(one => one.Name == some.Key).EndAsync(tx, [.. some.Select(one => one.End)]);
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    sealed record Ended(string Sender, MailingEnd End);

    /// <param name="IsHanded">Given to the carrier by somebody who never said what became of it.</param>
    sealed record Waiting(
        Guid Id, Guid Account, string Sender, string Channel, bool HasWaited, bool IsHanded, short Tries)
    {
        public Ended As(string outcome) => new(Sender, new(Id, outcome));
    }

    sealed record Handed(Waiting One, Letter Letter);

    const string TakeSql = """
        -- notifications.send-mailing.take
        select id, account_id as account, sender, channel, has_waited, handed_at is not null as is_handed, tries
        from notifications.mailing
        where region = @Region and batch_id = @batch and due_at <= @now
        order by id
        limit @AtOnce
        for update
        """;

    const string NextSql = """
        -- notifications.send-mailing.next
        select min(due_at) from notifications.mailing where region = @Region and batch_id = @batch
        """;

    const string HandSql = """
        -- notifications.send-mailing.hand
        update notifications.mailing set handed_at = @now
        where region = @Region and batch_id = @batch and id = any(@ids)
        """;

    const string WaitSql = """
        -- notifications.send-mailing.wait
        update notifications.mailing m set due_at = w.due, has_waited = true
        from unnest(@ids::uuid[], @dues::timestamptz[]) as w(id, due)
        where m.region = @Region and m.batch_id = @batch and m.id = w.id
        """;

    const string BackSql = """
        -- notifications.send-mailing.back
        update notifications.mailing
        set handed_at = null, tries = tries + (id = any(@again))::int::smallint,
            due_at = case when @isAway or id = any(@again) then @due else due_at end
        where region = @Region and batch_id = @batch and (id = any(@back) or id = any(@again))
        """;

    const string EndSql = """
        -- notifications.send-mailing.end
        delete from notifications.mailing where region = @Region and batch_id = @batch and id = any(@ids)
        """;
}
