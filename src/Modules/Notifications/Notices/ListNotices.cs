using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>What the account was told, newest first, and how much of it was not read.</summary>
public static class ListNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/notices", Handle)
        .WithName(nameof(ListNotices))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Kind">What happened, as its words are named.</param>
    /// <param name="Path">Where it is looked at.</param>
    public sealed record Item(
        Guid Id, string Topic, string Kind, IReadOnlyDictionary<string, string> Facts, string Path, DateTime At,
        bool IsRead);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next, int Unread);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Caller caller, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var (take, account) = (Cursor.Limit(limit), caller.Account!.Value);
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(
            ListSql, new { database.Region, account, before, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => row.Id);
        var standing = await UnreadNotices.ReadAsync(session, account, database.Region);
        return TypedResults.Ok(new Answer([.. page.Items.Select(row => row.Shown())], page.Next, standing.Many));
    }

    sealed record Row(Guid Id, string Topic, string Kind, string Facts, string Path, DateTime At, bool IsRead)
    {
        public Item Shown() => new(
            Id, Topic, Kind, System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(Facts)!, Path, At,
            IsRead);
    }

    const string ListSql = """
        -- notifications.list-notices.list
        select id, topic, kind, facts::text as facts, path, made_at as at, read_at is not null as is_read
        from notifications.notice
        where region = @Region and account_id = @account and id < @before
        order by id desc
        limit @limit
        """;
}
