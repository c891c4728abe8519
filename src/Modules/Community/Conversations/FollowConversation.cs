using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Feria.Community;

/// <summary>
/// Tells where a conversation stands each time something is written in it, as server-sent events, to its buyer or to
/// who works in its store. Who does not accept those, or comes when too many listen, is answered once.
/// </summary>
public static class FollowConversation
{
    const string Stream = "text/event-stream";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // Also shows whoever is between that the connection lives, and finds who may no longer look.
    static readonly TimeSpan Still = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders/{order:guid}/messages/live", Handle)
        .WithName(nameof(FollowConversation))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound);

    static async Task<Results<ServerSentEventsResult<Correspondence.Standing>, Ok<Correspondence.Standing>,
        ProblemHttpResult>> Handle(
        Guid order, Caller caller, HttpContext http, Database database, IOrderBook orders, IStoreDesk desk,
        Correspondence correspondence, Talkers listeners, IHostApplicationLifetime life, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (await LookAsync(stop) is not { } now) return Refusals.OrderNotFound.AsProblem();
        if (!http.Request.Headers.Accept.ToString().Contains(Stream, StringComparison.OrdinalIgnoreCase)
            || listeners.Listen(order) is not { } ear)
            return TypedResults.Ok(now);
        http.Response.RegisterForDispose(ear);
        return TypedResults.ServerSentEvents(TellAsync(ear, now, LookAsync, life.ApplicationStopping, stop));

        async Task<Correspondence.Standing?> LookAsync(CancellationToken until)
        {
            await using var session = await database.ReadFreshAsync(until);
            return await SideAsync(session, order, caller, orders, desk) is { } side
                ? await correspondence.StandingAsync(session, order, side)
                : null;
        }
    }

    static async Task<string?> SideAsync(
        Session session, Guid order, Caller caller, IOrderBook orders, IStoreDesk desk)
    {
        if (await orders.OfBuyerAsync(session, order, caller) is not null) return Side.Buyer;
        if (caller.Account is null || await orders.FindAsync(session, order) is not { } found) return null;
        var (standing, _) = await desk.EnterAsync(session, found.Store, caller, StoreRight.Serve);
        return standing is null ? null : Side.Store;
    }

    static async IAsyncEnumerable<SseItem<Correspondence.Standing>> TellAsync(
        Listeners.Ear ear, Correspondence.Standing now,
        Func<CancellationToken, Task<Correspondence.Standing?>> lookAsync, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, stop);
        either.CancelAfter(Longest);
        while (true)
        {
            yield return new SseItem<Correspondence.Standing>(now, "standing");
            try
            {
                await ear.WaitAsync(Still, either.Token);
                if (await lookAsync(either.Token) is not { } next) yield break;
                now = next;
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                yield break;
            }
        }
    }
}

/// <summary>Who looks at a conversation now, by its order.</summary>
public sealed class Talkers(Database database) : Listeners(database);
