using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Tells a store what buyers would be told: what a parcel to some address costs by each of its active methods, or why
/// it does not go so. Nothing is kept.
/// </summary>
public static class QuoteDelivery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/delivery-quotes", Handle)
        .WithName(nameof(QuoteDelivery))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks)
        .WithExample(new Body(1_200, 150_00, "BR", "SP", "01310-100", null));

    /// <param name="Items">What is in it costs so much, in minor units of the store's currency.</param>
    /// <param name="Region">As a buyer would write it.</param>
    /// <param name="Payment">How it would be paid.</param>
    public sealed record Body(
        [Required, Range(1, 10_000_000)] int? Grams,
        [Range(0, 1_000_000_000_000_000)] long? Items,
        [Required, Country] string Country,
        [OneLine(80, Optional = true)] string? Region,
        [OneLine(20, Optional = true)] string? PostalCode,
        [AllowedValues(PaymentMethod.Card, PaymentMethod.Transfer, PaymentMethod.CashOnDelivery, null)]
        string? Payment);

    /// <param name="Why">A code; null where it is possible.</param>
    /// <param name="IsUsual">Whether a buyer who chooses nothing gets it.</param>
    public sealed record Quoted(Guid Method, string Name, string Kind, Money? Price, string? Why, bool IsUsual);

    public sealed record Answer(IReadOnlyList<Quoted> Methods);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await Desk.EnterAsync(session, store, caller);
        if (standing is null) return refusal!.AsProblem();
        var methods = (await DeliveryMethods.OfAsync(session, store)).Where(one => one.Active);
        var offers = Deliveries.Of([.. methods.Select(one => one.Method)], standing.Currency, new(
            new(body.Items ?? 0, standing.Currency), body.Grams!.Value,
            new(body.Country, body.Region, body.PostalCode), body.Payment));
        var usual = Deliveries.Choose(offers, null);
        return TypedResults.Ok(new Answer([.. offers.Select(offer => new Quoted(
            offer.Method.Id, offer.Method.Name, offer.Method.Kind, offer.Price, offer.Why, offer == usual))]));
    }
}
