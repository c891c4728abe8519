using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>
/// Ends letters about promotions for whoever such a letter was to, signed in or not; doing it again changes nothing.
/// </summary>
public static class Unsubscribe
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/unsubscribe", Handle)
        .WithName(nameof(Unsubscribe))
        .AllowAnyone()
        .Refuses(Refusals.UnsubscribeUnknown)
        .WithExample(new Body("c29tZWJvZHkncyBvd24gdG9rZW4gZnJvbSBhIGxldHRlcg"));

    public sealed record Body([Required, OneLine(60)] string Token);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Body body, Unsubscribing unsubscribing, Database database, CancellationToken stop)
    {
        if (unsubscribing.AccountOf(body.Token) is not { } account) return Refusals.UnsubscribeUnknown.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(DeclineSql, new
        {
            tx.Region, account, declined = $"{NoticeTopic.Promotions}.{Wish.Email}",
        });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    // Who never said so is written no such letters anyway.
    const string DeclineSql = """
        -- notifications.unsubscribe.decline
        update notifications.wish set declined = array_append(declined, @declined), changed_at = now()
        where region = @Region and account_id = @account and not (declined @> array[@declined::text])
        """;
}
