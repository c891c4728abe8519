using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Feria.Payments;

/// <summary>
/// The gateway tells what became of a payment. Signed, at most five minutes old, and taken once however often it
/// comes.
/// </summary>
public static class TakeGatewayWebhook
{
    const int LongestBody = 64 * 1024;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/webhooks/gateway", Handle)
        .WithName(nameof(TakeGatewayWebhook))
        .AllowAnyone()
        .InTheTill()
        // One caller tells of everybody's payments.
        .Allows(perMinute: 60_000, burst: 10_000)
        .Refuses(Refusals.SignatureWrong, KernelRefusals.MalformedBody, KernelRefusals.BodyTooLarge);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        HttpRequest request, Gateways gateways, Finaliser finaliser, DisputeDesk disputes, Database database,
        TimeProvider clock, ILogger<Finaliser> log, CancellationToken stop)
    {
        if (await ReadAsync(request, stop) is not { } body) return KernelRefusals.BodyTooLarge.AsProblem();
        GatewayTold? told;
        try
        {
            told = gateways.Hear(request.Headers["Feria-Gateway-Signature"].ToString(), body, clock.GetUtcNow());
        }
        catch (JsonException)
        {
            return KernelRefusals.MalformedBody.AsProblem();
        }

        if (told is null) return Refusals.SignatureWrong.AsProblem();
        await TakeAsync(told, finaliser, disputes, database, log);
        return TypedResults.NoContent();
    }

    static async Task TakeAsync(
        GatewayTold told, Finaliser finaliser, DisputeDesk disputes, Database database, ILogger log)
    {
        // Our own announcement, heard back: nothing new.
        if (told.Payment is { Status: GatewayStatus.Open, Version: 1 }) return;

        var payment = await finaliser.FindAsync(told.Payment.Reference);
        if (payment is null)
            log.LogError("The gateway tells {Kind} of {Id}, which is no payment here", told.Kind, told.Payment.Id);
        else if (told.Refund is { } refund) await SendRefund.DoneAsync(database, refund, told);
        else if (told.Dispute is not null) await disputes.TakeAsync(payment, told);
        else await finaliser.TakeAsync(payment, told.Payment, told);
    }

    static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > LongestBody) return null;
        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, stop)) > 0)
        {
            if (body.Length + read > LongestBody) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
