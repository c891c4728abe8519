using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Feria.Notifications;

/// <summary>
/// Tells how much the account has not read each time that changes, as server-sent events. Who does not accept those, or
/// comes when too many listen, is answered once.
/// </summary>
public static class FollowNotices
{
    const string Stream = "text/event-stream";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // Also shows whoever is between that the connection lives.
    static readonly TimeSpan Still = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/notices/live", Handle)
        .WithName(nameof(FollowNotices))
        .RequireAccount();

    static async Task<Results<ServerSentEventsResult<UnreadNotices.Standing>, Ok<UnreadNotices.Standing>>> Handle(
        Caller caller, HttpContext http, UnreadNotices unread, Readers readers, Database database,
        IHostApplicationLifetime life, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var account = caller.Account!.Value;
        var ear = http.Request.Headers.Accept.ToString().Contains(Stream, StringComparison.OrdinalIgnoreCase)
            ? readers.Listen(account)
            : null;
        // After it listens: what is told in between is told again.
        var now = await LookAsync(stop);
        if (ear is null) return TypedResults.Ok(now);
        http.Response.RegisterForDispose(ear);
        return TypedResults.ServerSentEvents(TellAsync(ear, now, LookAsync, life.ApplicationStopping, stop));

        Task<UnreadNotices.Standing> LookAsync(CancellationToken until) =>
            unread.OfAsync(account, database.Region, until);
    }

    static async IAsyncEnumerable<SseItem<UnreadNotices.Standing>> TellAsync(
        Listeners.Ear ear, UnreadNotices.Standing now, Func<CancellationToken, Task<UnreadNotices.Standing>> lookAsync,
        CancellationToken stopping, [EnumeratorCancellation] CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, stop);
        either.CancelAfter(Longest);
        while (true)
        {
            yield return new SseItem<UnreadNotices.Standing>(now, "standing");
            try
            {
                await ear.WaitAsync(Still, either.Token);
                now = await lookAsync(either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                yield break;
            }
        }
    }
}

/// <summary>Who looks at a page with their bell on it now.</summary>
public sealed class Readers(Database database) : Listeners(database);
