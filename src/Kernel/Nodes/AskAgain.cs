using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>
/// A read whose node failed in the middle is run once more, from another, where nothing was sent yet. Only GET and
/// HEAD: what writes may have written. Runs before routing, so that the second run is like the first.
/// </summary>
public static class AskAgain
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Repeated = Meter.CreateCounter<long>(
        "feria.read.repeated", description: "Reads run again because their node failed.");

    public static void UseAskAgain(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<Database>().Nodes.AreSeveral) return;
        app.Use(async (context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                await next(context);
                return;
            }

            try
            {
                await next(context);
                return;
            }
            catch (Exception fault) when (Outage.IsOfNode(fault) && !context.Response.HasStarted)
            {
                Repeated.Add(1);
            }

            await MoveAsync(context);
            context.Response.Clear();
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            await next(context);
        });
    }

    // The primary is judged by a new look at it; of replicas there may be another.
    static async Task MoveAsync(HttpContext context)
    {
        if (CallerPosition.Current is not { ReadOn: { } failed } caller) return;
        if (failed.Seen is not { IsPrimary: true }) caller.Avoided = failed;
        if (failed.Seen is null) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        await failed.LookedAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
