using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Tells a store what a cart of its offers would cost at some moment, with each promotion that is tried and what it
/// takes off which line, or why it does not. Nothing is kept.
/// </summary>
public static class SimulateCart
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/store/{store:guid}/cart-simulations", Handle)
        .WithName(nameof(SimulateCart))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.OfferNotFound)
        .WithExample(new Body([new("LAMP-1", 2)], "LAMPS10", new(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc)));

    /// <param name="Code">As a buyer would type it.</param>
    /// <param name="At">The moment; now where it is left out. Prices are those of now.</param>
    /// <param name="Guest">Whether the buyer has no account.</param>
    public sealed record Body(
        [Required, Length(1, 50)] IReadOnlyList<Line> Items,
        [StringLength(60)] string? Code,
        DateTime? At,
        bool Guest = false);

    public sealed record Line([Required, Length(1, 100)] string Sku, [Range(1, Cart.MostUnits)] int Quantity);

    static async Task<Results<Ok<Simulation>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, IStoreDesk desk, IStoreBook stores, IOfferBook offers,
        Simulating simulating, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var slug = (await stores.SignsAsync(session, [store])).Single().Slug;
        var named = await offers.NamedAsync(session, body.Items.Select(line => new OfferName(slug, line.Sku)));
        Guid? OfferOf(Line line) => named.GetValueOrDefault(new(slug, line.Sku))?.Offer;
        if (body.Items.FirstOrDefault(line => OfferOf(line) is null) is { } unknown)
            return Refusals.OfferNotFound.With("sku", unknown.Sku).AsProblem();
        var simulated = await simulating.RunAsync(
            session, [.. body.Items.Select(line => new Wanted(OfferOf(line)!.Value, line.Quantity))], body.Code,
            body.At?.InUtc(), body.Guest);
        return simulated is null ? Refusals.OfferNotFound.AsProblem() : TypedResults.Ok(simulated);
    }
}
