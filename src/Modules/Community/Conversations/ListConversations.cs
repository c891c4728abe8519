using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A store's conversations with its buyers, the one written in last first.</summary>
public static class ListConversations
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/conversations", Handle)
        .WithName(nameof(ListConversations))
        .RequireAccountOrKey()
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Number">What people call the order.</param>
    /// <param name="Last">The newest message.</param>
    /// <param name="Unread">How many of the buyer's messages nobody of the store has read.</param>
    public sealed record Item(Guid Order, string Number, int Unread, DateTime LastAt, Message Last);

    /// <param name="unread">Only those with something unread.</param>
    static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Guid store, bool? unread, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        Vault vault, Attachments attachments, CancellationToken stop)
    {
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();

        var take = Cursor.Limit(limit);
        var (at, id) = after ?? Position.Start;
        var rows = await session.ListAsync<Row>(
            unread is true ? UnreadSql : AllSql, new { database.Region, store, at, id, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new Position(row.LastAt, row.Order));
        var attached = await attachments.OfAsync(
            session,
            [
                .. page.Items.Where(row => row is { Files: > 0, IsRemoved: false })
                    .Select(row => (row.Order, row.Number)),
            ]);
        return TypedResults.Ok(new Page<Item>(
            [.. page.Items.Select(row => row.Shown(vault, attached[(row.Order, row.Number)]))], page.Next));
    }

    /// <summary>The last conversation shown.</summary>
    public sealed record Position(DateTime At, Guid Id)
    {
        internal static readonly Position Start = new(
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
    }

    sealed record Row(
        Guid Order, string OrderNumber, int Unread, DateTime LastAt, int Number, string Side, byte[]? TextSealed,
        DateTime SentAt, int Files, bool IsRemoved)
    {
        public Item Shown(Vault vault, IEnumerable<Attachment> attached) => new(
            Order, OrderNumber, Unread, LastAt, Message.Open(vault, Number, Side, TextSealed, SentAt, IsRemoved) with
            {
                Attachments = [.. attached],
            });
    }

    const string AllSql = """
        -- community.list-conversations.all
        select c.order_id as order, c.order_number, c.store_unread as unread, c.last_at, m.number, m.side,
            m.text_sealed, m.sent_at, m.files, m.is_removed
        from community.conversation c
        cross join lateral (
            select number, side, text_sealed, sent_at, files::int as files, removed_at is not null as is_removed
            from community.message
            where region = c.region and order_id = c.order_id and number = c.last_number
            limit 1) m
        where c.region = @Region and c.store_id = @store and (c.last_at, c.order_id) < (@at::timestamptz, @id)
        order by c.last_at desc, c.order_id desc
        limit @limit
        """;

    const string UnreadSql = """
        -- community.list-conversations.unread
        select c.order_id as order, c.order_number, c.store_unread as unread, c.last_at, m.number, m.side,
            m.text_sealed, m.sent_at, m.files, m.is_removed
        from community.conversation c
        cross join lateral (
            select number, side, text_sealed, sent_at, files::int as files, removed_at is not null as is_removed
            from community.message
            where region = c.region and order_id = c.order_id and number = c.last_number
            limit 1) m
        where c.region = @Region and c.store_id = @store and c.store_unread > 0
            and (c.last_at, c.order_id) < (@at::timestamptz, @id)
        order by c.last_at desc, c.order_id desc
        limit @limit
        """;
}
