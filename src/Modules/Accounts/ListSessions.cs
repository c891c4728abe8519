using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Where an account is signed in, newest first.</summary>
public static class ListSessions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/sessions", HandleAsync)
        .WithName(nameof(ListSessions))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Open(
        Guid Id, string Client, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsCurrent);

    public static async Task<Results<Ok<Page<Open>>, ProblemHttpResult>> HandleAsync(
        Caller caller, Database db, int? limit, string? cursor, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await db.ReadFreshAsync(stop);
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<Row>(ListSql, new { caller.Account, before, most = most + 1 });
        var open = rows.Select(row =>
            new Open(row.Id, row.Client, row.CreatedAt, row.ExpiresAt, row.Id == caller.Session));
        return TypedResults.Ok(Cursor.Cut([.. open], most, each => each.Id));
    }

    sealed record Row(Guid Id, string Client, DateTime CreatedAt, DateTime ExpiresAt);

    const string ListSql = """
        -- accounts.list-sessions.list
        select s.id, s.client, s.created_at, s.expires_at
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.account_id = @Account and s.acted_by is null and s.expires_at > now() and s.id < @before
        order by s.id desc
        limit @most
        """;
}
