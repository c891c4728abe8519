using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>The keys of a store's programs, newest first; revoked ones too, for what histories say they did.</summary>
public static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/keys", Handle)
        .WithName(nameof(ListKeys))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Prefix">How its token begins.</param>
    /// <param name="MadeBy">Null where they left.</param>
    /// <param name="UsedAt">To the hour; null where it never was.</param>
    public sealed record Item(
        Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string? MadeBy, DateTime MadeAt,
        DateTime? EndsAt, DateTime? UsedAt, DateTime? RevokedAt);

    static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IAccountBook accounts, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var take = Cursor.Limit(limit);
        IReadOnlyList<Row> rows;
        await using (var session = await database.ReadAsync(stop))
        {
            var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
            if (standing is null) return refusal!.AsProblem();
            rows = await session.ListAsync<Row>(ListSql, new { store, before, limit = take + 1 });
        }

        var page = Cursor.Cut(rows, take, row => row.Id);
        var people = await accounts.ContactsAsync([.. page.Items.Select(row => row.MadeBy).Distinct()], stop);
        return TypedResults.Ok(new Page<Item>(
            [
                .. page.Items.Select(row => new Item(
                    row.Id, row.Name, row.Prefix, row.Scopes, people.GetValueOrDefault(row.MadeBy)?.FullName,
                    row.MadeAt, row.EndsAt, row.UsedAt, row.RevokedAt)),
            ], page.Next));
    }

    sealed record Row(
        Guid Id, string Name, string Prefix, string[] Scopes, Guid MadeBy, DateTime MadeAt, DateTime? EndsAt,
        DateTime? UsedAt, DateTime? RevokedAt);

    const string ListSql = """
        -- integrations.list-keys.list
        select id, name, prefix, scopes, made_by, made_at, ends_at, used_at, revoked_at
        from integrations.api_key
        where store_id = @store and id < @before
        order by id desc
        limit @limit
        """;
}
