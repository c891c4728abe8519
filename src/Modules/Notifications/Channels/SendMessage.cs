using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Gives one message to its carrier: as its reader wishes when it is sent, in their language. Who is gone for good is
/// told nothing more.
/// </summary>
sealed class SendMessage(
    Database database, Vault vault, Receivers receivers, IAccountBook accounts, INoticeWords words, PublicSite site,
    TimeProvider clock) : Job
{
    public const string JobName = "notifications.send-message";

    public sealed record Order(Guid Account, Guid Message);

    public override string Name => JobName;

    // Two hours and a half.
    public override int Tries => 24;

    // Providers are slow at times; letters go on meanwhile.
    public override int HandsAtMost => 2;

    public static void Enqueue(Tx tx, Order order, DateTimeOffset? due) =>
        tx.Enqueue(JobName, order, due, key: $"{order.Message}");

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var order = body.Deserialize<Order>(Json.Options)!;
        Waiting? message;
        Wish wish;
        await using (var session = await database.ReadFreshAsync(stop))
        {
            message = await session.OneOrNullAsync<Waiting>(
                FindSql, new { database.Region, order.Account, order.Message });
            if (message is null) return;
            wish = (await Wishes.OfAsync(session, database.Region, [order.Account]))[order.Account];
        }

        var kind = message.ReceiverId is null ? ReceiverKind.Phone : message.Kind;
        var reader = await accounts.ContactAsync(order.Account, stop);
        if (reader is null || kind is null || IsDeclined(message, kind, wish)) await EndAsync(order, "unwanted", stop);
        else if (message.Topic is not null && wish.QuietUntilOf(clock.GetUtcNow()) is { } due)
            await WaitAsync(order, due, stop);
        else if (receivers.CarrierOf(kind) is { } carrier)
        {
            var isTaken = await carrier.CarryAsync(Say(order, message, kind, reader.Locale), stop);
            await EndAsync(order, isTaken ? "sent" : "refused", CancellationToken.None);
        }
    }

    static bool IsDeclined(Waiting message, string kind, Wish wish) =>
        message.Topic is { } topic && wish.Declines(topic, Receivers.ChannelOf(kind));

    ShortMessage Say(Order order, Waiting message, string kind, string locale)
    {
        var content = Messages.Open(vault, message.ContentSealed);
        var url = content.Path is { } path ? site.Page(locale, path[1..]) : null;
        return new(
            order.Message, content.Number ?? receivers.Open(message.AddressSealed!), locale,
            kind == ReceiverKind.Phone
                ? SmsText.Of(facts => words.Say(locale, content.Kind, facts), content.Facts, url)
                : words.Say(locale, content.Kind, content.Facts), url);
    }

    async Task WaitAsync(Order order, DateTimeOffset due, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        Enqueue(tx, order, due);
        await tx.CommitAsync();
    }

    async Task EndAsync(Order order, string outcome, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(EndSql, new { tx.Region, order.Account, order.Message, outcome });
        if (outcome == "refused") await tx.ExecuteAsync(RefusedSql, new { tx.Region, order.Account, order.Message });
        await tx.CommitAsync();
    }

    /// <param name="Kind">Null where the receiver is there no more.</param>
    sealed record Waiting(
        Guid? ReceiverId, string? Topic, byte[] ContentSealed, string? Kind, byte[]? AddressSealed);

    const string FindSql = """
        -- notifications.send-message.find
        select m.receiver_id, m.topic, m.content_sealed, r.kind, r.address_sealed
        from notifications.message m
        left join notifications.receiver r
            on r.region = m.region and r.account_id = m.account_id and r.id = m.receiver_id
                and r.refused_at is null and (r.until is null or r.until > now())
        where m.region = @Region and m.account_id = @Account and m.id = @Message and m.ended_at is null
        """;

    const string EndSql = """
        -- notifications.send-message.end
        update notifications.message
        set ended_at = now(), outcome = @outcome
        where region = @Region and account_id = @Account and id = @Message and ended_at is null
        """;

    // A phone is shown to be refused, so that its owner sees why nothing comes; a device that is gone is gone.
    const string RefusedSql = """
        -- notifications.send-message.refused
        with told as (
            select receiver_id from notifications.message
            where region = @Region and account_id = @Account and id = @Message),
        phone as (
            update notifications.receiver r set refused_at = now() from told t
            where r.region = @Region and r.account_id = @Account and r.id = t.receiver_id and r.kind = 'phone'),
        number as (
            update notifications.phone_code c set refused_at = now() from told t
            where c.region = @Region and c.account_id = @Account and t.receiver_id is null)
        delete from notifications.receiver r using told t
        where r.region = @Region and r.account_id = @Account and r.id = t.receiver_id and r.kind <> 'phone'
        """;
}
