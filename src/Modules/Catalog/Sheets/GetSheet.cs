using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A sheet of a store: what its columns say, how far it is, and how many rows became what.</summary>
public static class GetSheet
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/sheets/{sheet:guid}", Handle)
        .WithName(nameof(GetSheet))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.SheetNotFound);

    static async Task<Results<Ok<Sheet>, ProblemHttpResult>> Handle(
        Guid store, Guid sheet, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (await Sheet.FindAsync(session, store, sheet) is not { } found) return Refusals.SheetNotFound.AsProblem();
        var samples = (await session.ListAsync<Sample>(SamplesSql, new { sheet })).Select(one => one.Cells).ToList();
        return TypedResults.Ok(found.Shown(await Sheet.CountsAsync(session, sheet), samples));
    }

    sealed record Sample(string[] Cells);

    const string SamplesSql = """
        -- catalog.get-sheet.samples
        select cells from catalog.sheet_row where sheet_id = @sheet order by line limit 3
        """;
}
