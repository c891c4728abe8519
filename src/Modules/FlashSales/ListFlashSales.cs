using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>The flash sales that are coming or going on, the soonest first.</summary>
public static class ListFlashSales
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/flash-sales", Handle)
        .WithName(nameof(ListFlashSales))
        .AllowAnyone();

    public sealed record Answer(IReadOnlyList<FlashSaleShown> Items);

    static async Task<Ok<Answer>> Handle(FlashSaleBook book, CancellationToken stop) =>
        TypedResults.Ok(new Answer(await book.ComingAsync(stop)));
}
