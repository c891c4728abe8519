using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>What the platform takes of a store's sales now: the store's own rate, and the rules that meet it.</summary>
public static class ListMyFees
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/fees", Handle)
        .WithName(nameof(ListMyFees))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    /// <param name="BasisPoints">The store's own rate, where no rule is called commission.</param>
    public sealed record Answer(int BasisPoints, IReadOnlyList<FeeRule> Rules);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await Desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        return TypedResults.Ok(new Answer(
            await session.OneAsync<int>(RateSql, new { store }),
            await session.ListAsync<FeeRule>(RulesSql, new { store, standing.Currency, PutFee.Most })));
    }

    const string RateSql = """
        -- stores.list-my-fees.rate
        select commission_basis_points from stores.store where id = @store
        """;

    const string RulesSql = $"""
        -- stores.list-my-fees.rules
        select {FeeRule.Columns}
        from stores.fee
        where ended_at is null and currency = @Currency and (store_id is null or store_id = @store)
        order by position, id
        limit @Most
        """;
}
