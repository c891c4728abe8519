using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Whoever has its link may look at the list from now on; shared already, the link stays.</summary>
public static class ShareList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/me/lists/{list:guid}/link", Handle)
        .WithName(nameof(ShareList))
        .RequireAccount()
        .Refuses(Refusals.ListNotFound);

    static async Task<Results<Ok<KeptList>, ProblemHttpResult>> Handle(
        Guid list, Caller caller, Database database, Lists lists, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.ExecuteAsync(ShareSql, new { tx.Region, list, caller.Account, link = Token.New() }) == 0)
            return Refusals.ListNotFound.AsProblem();
        return await tx.CommitAsync(TypedResults.Ok(await lists.FindAsync(tx, caller.Account!.Value, list)));
    }

    const string ShareSql = """
        -- orders.share-list.share
        update orders.list set link = coalesce(link, @link)
        where region = @Region and id = @list and account_id = @Account
        """;
}
