using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Asks the gateway now what became of a payment, instead of waiting for the sweeper.</summary>
public static class SettlePayment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/checkouts/{checkout:guid}/payment/settle", Handle)
        .WithName(nameof(SettlePayment))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.PaymentNotFound);

    public static async Task<Results<Ok<PaymentState>, ProblemHttpResult>> Handle(
        Guid checkout, IPayments payments, CancellationToken stop) =>
        await payments.SettleAsync(checkout, stop) is { } state
            ? TypedResults.Ok(state)
            : Refusals.PaymentNotFound.AsProblem();
}
