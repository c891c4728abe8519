using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>The account is told nothing by phone any more; its number is forgotten.</summary>
public static class RemovePhone
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/notifications/phone", Handle)
        .WithName(nameof(RemovePhone))
        .RequireAccount()
        .OnlyInPerson();

    static async Task<NoContent> Handle(Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(RemoveSql, new { tx.Region, caller.Account });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- notifications.remove-phone.remove
        with asked as (delete from notifications.phone_code where region = @Region and account_id = @Account)
        delete from notifications.receiver where region = @Region and account_id = @Account and kind = 'phone'
        """;
}
