using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>What is to be told, sealed until it was.</summary>
/// <param name="Path">Where it is looked at, without a language; null for nowhere.</param>
/// <param name="Number">The phone, where it is none that is kept.</param>
sealed record MessageContent(string Kind, IReadOnlyDictionary<string, string> Facts, string? Path, string? Number);

/// <summary>
/// Queues what is carried out of the house, in the transaction that tells it: each notice once a channel, to all of the
/// account's receivers there. Where no provider is configured it does nothing.
/// </summary>
sealed class Messages(Receivers receivers, Vault vault)
{
    /// <summary>SMS a number gets on a day, of all accounts that named it: each costs the house.</summary>
    public const int MostSmsADay = 30;

    const string Context = "notifications.message";

    /// <param name="channel">By this one alone; by all where null.</param>
    /// <returns>The accounts that are told it now.</returns>
    public async Task<IReadOnlySet<Guid>> PostAsync(
        Tx tx, IReadOnlyList<Notice> notices, IReadOnlyDictionary<Guid, Wish> wishes, string? channel = null)
    {
        if (notices.Count == 0 || receivers.Kinds is not { Length: > 0 } kinds) return new HashSet<Guid>();
        var reached = (await tx.ListAsync<(Guid Account, Guid Receiver, string Kind, byte[] Number)>(ReachedSql, new
        {
            tx.Region, kinds, accounts = notices.Select(notice => notice.Account).Distinct().ToArray(),
        })).ToLookup(
            one => one.Account, one => (one.Receiver, Channel: Receivers.ChannelOf(one.Kind), one.Number));
        var wanted = (
            from notice in notices
            from one in reached[notice.Account]
            where !wishes[notice.Account].Declines(notice.Topic, one.Channel)
                && (channel is null || one.Channel == channel)
            select (Notice: notice, one.Receiver, one.Channel, one.Number,
                Mark: $"{one.Channel} {notice.Account} {notice.Mark}"))
            .DistinctBy(one => (one.Receiver, one.Mark)).ToList();
        if (wanted.Count == 0) return new HashSet<Guid>();
        var fresh = await Marks.TakeAsync(tx, wanted.Select(one => one.Mark));
        var queued = wanted.Where(one => fresh.Contains(one.Mark)).ToList();
        var left = await CountAsync(
            tx, [.. queued.Where(one => one.Channel == Wish.Sms).Select(one => Convert.ToHexString(one.Number))]);
        await QueueAsync(tx,
        [
            .. queued.Where(one => one.Channel != Wish.Sms || left[Convert.ToHexString(one.Number)]-- > 0)
                .Select(one => new Queued(
                    Id.New(), one.Notice.Account, one.Receiver, one.Notice.Topic,
                    new(one.Notice.Kind, one.Notice.Facts, one.Notice.Path, null))),
        ]);
        return queued.Select(one => one.Notice.Account).ToHashSet();
    }

    // How many of these each number still gets today.
    static async Task<Dictionary<string, int>> CountAsync(Tx tx, IReadOnlyList<string> numbers)
    {
        if (numbers.Count == 0) return [];
        var asked = numbers.CountBy(number => number).ToList();
        return (await tx.ListAsync<(byte[] Number, int Before)>(CountSql, new
        {
            numbers = asked.Select(one => Convert.FromHexString(one.Key)).ToArray(),
            many = asked.Select(one => one.Value).ToArray(),
        })).ToDictionary(one => Convert.ToHexString(one.Number), one => MostSmsADay - one.Before);
    }

    /// <summary>A code to a number that is to be confirmed; it heeds nobody's wishes.</summary>
    public Task PostCodeAsync(Tx tx, Guid account, string number, string code) => QueueAsync(tx,
    [
        new(Id.New(), account, null, null, new(
            "phone-code", new Dictionary<string, string> { ["code"] = code }, null, number)),
    ]);

    async Task QueueAsync(Tx tx, IReadOnlyList<Queued> queued)
    {
        if (queued.Count == 0) return;
        await tx.ExecuteAsync(QueueSql, new
        {
            tx.Region,
            accounts = queued.Select(one => one.Account).ToArray(),
            ids = queued.Select(one => one.Message).ToArray(),
            receivers = queued.Select(one => one.Receiver).ToArray(),
            topics = queued.Select(one => one.Topic).ToArray(),
            contents = queued.Select(one => vault.Seal(
                JsonSerializer.Serialize(one.Content, Json.Options), Context)).ToArray(),
        });
        foreach (var one in queued) SendMessage.Enqueue(tx, new(one.Account, one.Message), null);
    }

    public static MessageContent Open(Vault vault, byte[] content) =>
        JsonSerializer.Deserialize<MessageContent>(vault.Open(content, Context), Json.Options)!;

    sealed record Queued(Guid Message, Guid Account, Guid? Receiver, string? Topic, MessageContent Content);

    const string ReachedSql = """
        -- notifications.messages.reached
        select a.id as account, r.id as receiver, r.kind, r.address_index as number
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select id, kind, address_index
            from notifications.receiver
            where region = @Region and account_id = a.id and kind = any(@kinds) and refused_at is null
                and (until is null or until > now())
            limit 100) r
        """;

    // Beside the codes of the same number, under a subject of its own; in order, so that two wait in line.
    const string CountSql = """
        -- notifications.messages.count
        with asked as (
            select number, many from unnest(@numbers::bytea[], @many::int[]) as n(number, many) order by number),
        counted as (
            insert into notifications.code_count as c (subject, day, many)
            select number || 'sms'::bytea, (now() at time zone 'utc')::date, least(many, 1000) from asked
            on conflict (subject) do update
                set many = least(1000, case when c.day = excluded.day then c.many else 0 end + excluded.many),
                    day = excluded.day
            returning subject, many)
        select a.number, c.many - least(a.many, 1000) as before
        from asked a
        join counted c on c.subject = a.number || 'sms'::bytea
        """;

    const string QueueSql = """
        -- notifications.messages.queue
        insert into notifications.message (region, account_id, id, receiver_id, topic, content_sealed)
        select @Region, m.account_id, m.id, m.receiver_id, m.topic, m.content_sealed
        from unnest(@accounts::uuid[], @ids::uuid[], @receivers::uuid[], @topics::text[], @contents::bytea[])
            as m(account_id, id, receiver_id, topic, content_sealed)
        """;
}
