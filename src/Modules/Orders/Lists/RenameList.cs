using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Gives a list another name.</summary>
public static class RenameList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/me/lists/{list:guid}", Handle)
        .WithName(nameof(RenameList))
        .RequireAccount()
        .Refuses(Refusals.ListNotFound)
        .WithExample(new AddList.Body("For the new house"));

    static async Task<Results<Ok<KeptList>, ProblemHttpResult>> Handle(
        Guid list, AddList.Body body, Caller caller, Database database, Lists lists, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var nameSealed = lists.SealName(body.Name);
        if (await tx.ExecuteAsync(RenameSql, new { tx.Region, list, caller.Account, nameSealed }) == 0)
            return Refusals.ListNotFound.AsProblem();
        return await tx.CommitAsync(TypedResults.Ok(await lists.FindAsync(tx, caller.Account!.Value, list)));
    }

    const string RenameSql = """
        -- orders.rename-list.rename
        update orders.list set name_sealed = @nameSealed
        where region = @Region and id = @list and account_id = @Account
        """;
}
