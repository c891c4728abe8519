using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>The files and bulk edits of a store, newest first: the twenty latest of thirty days.</summary>
public static class ListSheets
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/sheets", Handle)
        .WithName(nameof(ListSheets))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound);

    public sealed record Listed(Guid Id, string Name, string Kind, string Status, int Rows, DateTime MadeAt);

    public sealed record Answer(IReadOnlyList<Listed> Items);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        return TypedResults.Ok(new Answer(await session.ListAsync<Listed>(ListSql, new { store })));
    }

    const string ListSql = """
        -- catalog.list-sheets.list
        select id, name, kind, status, rows, made_at
        from catalog.sheet
        where store_id = @store
        order by id desc
        limit 20
        """;
}
