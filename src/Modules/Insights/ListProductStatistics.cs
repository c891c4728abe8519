using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Insights;

/// <summary>A store's products of which something was counted in some days, the greatest first.</summary>
public static class ListProductStatistics
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statistics/products", Handle)
        .WithName(nameof(ListProductStatistics))
        .RequireAccount()
        .Refuses(KernelRefusals.WrongDays, KernelRefusals.MalformedCursor);

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    /// <param name="sort">By what: revenue where left out.</param>
    static async Task<Results<Ok<Page<ProductMeasures>>, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to,
        [AllowedValues("views", "adds", "orders", "units", "revenue", null)] string? sort, string? cursor,
        [Range(1, Cursor.MaxLimit)] int? limit, Caller caller, Database database, IStoreDesk desk, ProductList products,
        TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryRead<ProductList.Position>(cursor, out var after))
            return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (Days.Of(from, to, Days.Today(clock)) is not { } days) return KernelRefusals.WrongDays.AsProblem();
        return TypedResults.Ok(await products.ReadAsync(
            session, standing, days, sort ?? "revenue", after ?? ProductList.Position.Start, Cursor.Limit(limit)));
    }
}
