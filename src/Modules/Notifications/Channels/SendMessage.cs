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
        bool isSignedIn;
        await using (var session = await database.ReadFreshAsync(stop))
        {
            message = await session.OneOrNullAsync<Waiting>(
                FindSql, new { database.Region, order.Account, order.Message });
            if (message is null) return;
            wish = (await Wishes.OfAsync(session, database.Region, [order.Account]))[order.Account];
            isSignedIn = message.SessionId is not { } open || (await accounts.SessionsAsync(session, [open])).Count > 0;
        }

        var kind = message.ReceiverId is null ? ReceiverKind.Phone : message.Kind;
        var reader = await accounts.ContactAsync(order.Account, stop);
        if (reader is null || kind is null || IsDeclined(message, kind, wish) || IsOldCode(message))
            await EndAsync(order, "unwanted", null, stop);
        // Signed out a moment ago: the device is told nothing more, whoever hears of it first.
        else if (!isSignedIn) await EndAsync(order, "refused", null, stop);
        else if (message.Topic is not null && wish.QuietUntilOf(clock.GetUtcNow()) is { } due)
            await WaitAsync(order, due, stop);
        else if (receivers.CarrierOf(kind) is { } carrier)
        {
            var said = Say(order, message, kind, reader.Locale);
            var isTaken = await carrier.CarryAsync(said, stop);
            await EndAsync(
                order, isTaken ? "sent" : "refused", kind == ReceiverKind.Phone ? receivers.Index(said.To) : null,
                CancellationToken.None);
        }
    }

    static bool IsDeclined(Waiting message, string kind, Wish wish) =>
        message.Topic is { } topic && wish.Declines(topic, Receivers.ChannelOf(kind));

    // A code that would come too late only costs.
    bool IsOldCode(Waiting message) =>
        message.Topic is null && message.MadeAt < clock.GetUtcNow().UtcDateTime - AskPhoneCode.Life;

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

    /// <param name="number">The index of the phone it was for.</param>
    async Task EndAsync(Order order, string outcome, byte[]? number, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(EndSql, new { tx.Region, order.Account, order.Message, outcome });
        if (outcome == "refused")
            await tx.ExecuteAsync(RefusedSql, new { tx.Region, order.Account, order.Message, number });
        await tx.CommitAsync();
    }

    /// <param name="Kind">Null where the receiver is there no more.</param>
    sealed record Waiting(
        Guid? ReceiverId, string? Topic, byte[] ContentSealed, DateTime MadeAt, string? Kind, byte[]? AddressSealed,
        Guid? SessionId);

    const string FindSql = """
        -- notifications.send-message.find
        select m.receiver_id, m.topic, m.content_sealed, m.made_at, r.kind, r.address_sealed, r.session_id
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
            where c.region = @Region and c.account_id = @Account and t.receiver_id is null
                and c.number_index = @number)
        delete from notifications.receiver r using told t
        where r.region = @Region and r.account_id = @Account and r.id = t.receiver_id and r.kind <> 'phone'
        """;
}
