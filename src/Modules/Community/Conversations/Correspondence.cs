using System.ComponentModel.DataAnnotations;
using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// What both sides do alike: read, write, mark as read. A conversation changes under its own row's lock, so
/// that numbers have no gap and what is unread is counted as it is.
/// </summary>
public sealed class Correspondence(Database database, Vault vault, Attachments attachments, Silence silence)
{
    const int MostMessages = 1000;

    static readonly TimeSpan UntilReminded = TimeSpan.FromMinutes(10);

    /// <param name="Items">Newest first.</param>
    /// <param name="Unread">How many messages of the other side the asking one has not read.</param>
    /// <param name="Last">Number of the newest message of all.</param>
    public sealed record Messages(IReadOnlyList<Message> Items, string? Next, int Unread, int Last);

    /// <summary>Where a conversation stands for one side.</summary>
    public sealed record Standing(int Last, int Unread);

    /// <param name="Text">May be left out where something is attached.</param>
    /// <param name="Attachments">What was sent for this conversation and is in no message yet.</param>
    public sealed record Words(
        [PlainText(2000, Optional = true)] string? Text,
        [MaxLength(Community.Attachments.MostAtOnce)] Guid[]? Attachments = null);

    /// <param name="UpTo">The greatest number that was seen.</param>
    public sealed record Seen([Range(0, int.MaxValue)] int UpTo);

    public async Task<Messages> ReadAsync(Session session, Guid order, string side, int? limit, int before)
    {
        var take = Cursor.Limit(limit);
        var standing = await StandingAsync(session, order, side);
        var rows = await session.ListAsync<Row>(
            PageSql, new { database.Region, order, before, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => row.Number);
        var attached = await attachments.OfAsync(
            session,
            [
                .. page.Items.Where(row => row is { Files: > 0, IsRemoved: false })
                    .Select(row => (order, row.Number)),
            ]);
        return new(
            [.. page.Items.Select(row => row.Open(vault) with { Attachments = [.. attached[(order, row.Number)]] })],
            page.Next, standing.Unread, standing.Last);
    }

    public async Task<Standing> StandingAsync(Session session, Guid order, string side) =>
        await session.OneOrNullAsync<Standing>(StandingSql, new { database.Region, order, side }) ?? new(0, 0);

    public async Task<(Message? Message, Refusal? Refusal)> SendAsync(
        Tx tx, OrderParties parties, string side, Guid? account, Words words)
    {
        var text = words.Text?.Trim() ?? "";
        Guid[] files = [.. (words.Attachments ?? []).Distinct()];
        if (text.Length == 0 && files.Length == 0) return (null, Refusals.MessageEmpty);
        if (side == Side.Buyer && await silence.RefuseAsync(tx, account) is { } silenced) return (null, silenced);
        if (await BeginAsync(tx, parties) >= MostMessages) return (null, Refusals.ConversationFull);
        var row = await tx.OneAsync<Row>(SendSql, new
        {
            tx.Region, parties.Order, side, account, textSealed = Message.Seal(vault, text), files = files.Length,
        });
        if (!await Community.Attachments.SendAsync(tx, parties.Order, side, files, row.Number))
            return (null, Refusals.AttachmentUnknown);
        tx.Append(new MessageSent(parties.Order, row.Number, side, parties.Store));
        // The later order stands: who writes five times in a row is one letter.
        tx.Enqueue(
            RemindUnread.JobName, new RemindUnread.Order(parties.Order, Side.Other(side)),
            DateTimeOffset.UtcNow + UntilReminded, $"{parties.Order} {Side.Other(side)}");
        var attached = await attachments.OfAsync(tx, files.Length == 0 ? [] : [(parties.Order, row.Number)]);
        return (row.Open(vault) with { Attachments = [.. attached[(parties.Order, row.Number)]] }, null);
    }

    /// <summary>Marks what a side has seen; what it saw before stays seen.</summary>
    public async Task<Standing> SeeAsync(Tx tx, Guid order, string side, int upTo)
    {
        if (await LockAsync(tx, order) is null) return new(0, 0);
        return await tx.OneAsync<Standing>(
            side == Side.Buyer ? BuyerSeesSql : StoreSeesSql, new { tx.Region, order, upTo });
    }

    /// <summary>Locks the conversation, made first where there is none: the number of its last message.</summary>
    internal static async Task<int> BeginAsync(Tx tx, OrderParties parties)
    {
        await tx.ExecuteAsync(BeginSql, new { tx.Region, parties.Order, parties.Store, parties.Number });
        return (await LockAsync(tx, parties.Order))!.Value;
    }

    static Task<int?> LockAsync(Tx tx, Guid order) =>
        tx.OneOrNullAsync<int?>(LockSql, new { tx.Region, order });

    /// <param name="Files">How many were sent with it.</param>
    sealed record Row(int Number, string Side, byte[]? TextSealed, DateTime SentAt, int Files, bool IsRemoved)
    {
        public Message Open(Vault vault) => Message.Open(vault, Number, Side, TextSealed, SentAt, IsRemoved);
    }

    const string PageSql = """
        -- community.correspondence.page
        select number, side, text_sealed, sent_at, files::int as files, removed_at is not null as is_removed
        from community.message
        where region = @Region and order_id = @order and number < @before
        order by number desc
        limit @limit
        """;

    const string StandingSql = """
        -- community.correspondence.standing
        select last_number as last, case @side when 'buyer' then buyer_unread else store_unread end as unread
        from community.conversation
        where region = @Region and order_id = @order
        """;

    const string BeginSql = """
        -- community.correspondence.begin
        insert into community.conversation (region, order_id, store_id, order_number)
        values (@Region, @Order, @Store, @Number)
        on conflict do nothing
        """;

    const string LockSql = """
        -- community.correspondence.lock
        select last_number from community.conversation where region = @Region and order_id = @order for update
        """;

    const string SendSql = """
        -- community.correspondence.send
        with moved as (
            update community.conversation
            set last_number = last_number + 1, last_at = now(),
                buyer_unread = buyer_unread + case when @side = 'store' then 1 else 0 end,
                store_unread = store_unread + case when @side = 'buyer' then 1 else 0 end
            where region = @Region and order_id = @Order
            returning last_number)
        insert into community.message (region, order_id, number, side, account_id, text_sealed, files)
        select @Region, @Order, last_number, @side, @account, @textSealed, @files from moved
        returning number, side, text_sealed, sent_at, files::int as files, false as is_removed
        """;

    // The row is locked, so that nothing is written between counting and telling the count.
    const string BuyerSeesSql = """
        -- community.correspondence.buyer-sees
        update community.conversation c
        set buyer_read = greatest(buyer_read, least(@upTo, last_number)), buyer_unread = (
            select count(*) from community.message m
            where m.region = c.region and m.order_id = c.order_id and m.side = 'store'
                and m.number > greatest(c.buyer_read, least(@upTo, c.last_number)))
        where region = @Region and order_id = @order
        returning last_number as last, buyer_unread as unread
        """;

    const string StoreSeesSql = """
        -- community.correspondence.store-sees
        update community.conversation c
        set store_read = greatest(store_read, least(@upTo, last_number)), store_unread = (
            select count(*) from community.message m
            where m.region = c.region and m.order_id = c.order_id and m.side = 'buyer'
                and m.number > greatest(c.store_read, least(@upTo, c.last_number)))
        where region = @Region and order_id = @order
        returning last_number as last, store_unread as unread
        """;
}
