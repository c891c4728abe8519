using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Tells those who run promotions what a cart of any stores' offers would cost at some moment, cent by cent. Nothing is
/// kept.
/// </summary>
public static class SimulateAnyCart
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/cart-simulations", Handle)
        .WithName(nameof(SimulateAnyCart))
        .RequireAccess(Permission.ManagePromotions)
        .Refuses(Refusals.OfferNotFound)
        .WithExample(new Body(
            [new(Guid.Parse("01935a9f-8b00-7000-8000-000000000001"), 2)], "WELCOME",
            new(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc)));

    /// <param name="Code">As a buyer would type it.</param>
    /// <param name="At">The moment; now where it is left out. Prices are those of now.</param>
    /// <param name="Guest">Whether the buyer has no account.</param>
    public sealed record Body(
        [Required, Length(1, 50)] IReadOnlyList<Line> Items,
        [StringLength(60)] string? Code,
        DateTime? At,
        bool Guest = false);

    public sealed record Line(Guid Offer, [Range(1, Cart.MostUnits)] int Quantity);

    static async Task<Results<Ok<Simulation>, ProblemHttpResult>> Handle(
        Body body, Database database, Simulating simulating, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var simulated = await simulating.RunAsync(
            session, [.. body.Items.Select(line => new Wanted(line.Offer, line.Quantity))], body.Code,
            body.At?.InUtc(), body.Guest);
        return simulated is null ? Refusals.OfferNotFound.AsProblem() : TypedResults.Ok(simulated);
    }
}
