using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>The account says what it wishes to be told, how and when. What it leaves out is as usual.</summary>
public static class PutNotificationWishes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/notifications", Handle)
        .WithName(nameof(PutNotificationWishes))
        .RequireAccount()
        .Refuses(Refusals.ZoneUnknown, Refusals.QuietHalf, Refusals.NotDeclined)
        .WithExample(new NotificationWishes(
            [new(NoticeTopic.Messages, true, true, false, true), new(NoticeTopic.Questions, false, true)], "22:00",
            "07:00", "America/Bogota", false));

    static async Task<Results<Ok<NotificationWishes>, ProblemHttpResult>> Handle(
        NotificationWishes body, Caller caller, Database database, Receivers receivers, CancellationToken stop)
    {
        if (body.Refuse() is { } refusal) return refusal.AsProblem();
        var wish = body.As(caller.Account!.Value);
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(PutSql, new
        {
            tx.Region, wish.Account, wish.Declined, wish.QuietFrom, wish.QuietUntil, wish.Zone, wish.IsDaily,
        });
        return await tx.CommitAsync(TypedResults.Ok(NotificationWishes.Of(wish, receivers)));
    }

    const string PutSql = """
        -- notifications.put-notification-wishes.put
        insert into notifications.wish (region, account_id, declined, quiet_from, quiet_until, zone, is_daily)
        values (@Region, @Account, @Declined, @QuietFrom, @QuietUntil, @Zone, @IsDaily)
        on conflict (region, account_id) do update
            set declined = excluded.declined, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                zone = excluded.zone, is_daily = excluded.is_daily, changed_at = now()
        """;
}
