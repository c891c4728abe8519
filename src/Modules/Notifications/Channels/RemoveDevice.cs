using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>One of the account's browsers or applications is told nothing any more.</summary>
public static class RemoveDevice
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/notifications/devices/{device:guid}", Handle)
        .WithName(nameof(RemoveDevice))
        .RequireAccount()
        .Refuses(Refusals.DeviceNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid device, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.ExecuteAsync(RemoveSql, new { tx.Region, caller.Account, device }) == 0)
            return Refusals.DeviceNotFound.AsProblem();
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- notifications.remove-device.remove
        delete from notifications.receiver
        where region = @Region and account_id = @Account and id = @device and kind <> 'phone'
        """;
}
