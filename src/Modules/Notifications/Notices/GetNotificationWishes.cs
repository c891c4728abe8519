using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>What the account wishes to be told, how and when.</summary>
public static class GetNotificationWishes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/notifications", Handle)
        .WithName(nameof(GetNotificationWishes))
        .RequireAccount();

    static async Task<Ok<NotificationWishes>> Handle(
        Caller caller, Database database, Receivers receivers, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(NotificationWishes.Of(
            (await Wishes.OfAsync(session, database.Region, [account]))[account], receivers));
    }
}
