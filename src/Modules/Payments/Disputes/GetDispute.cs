using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>A dispute with the orders and stores it is about and all that was said for them.</summary>
public static class GetDispute
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/disputes/{dispute:guid}", Handle)
        .WithName(nameof(GetDispute))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.DisputeNotFound);

    public sealed record Answer(Dispute Dispute, IReadOnlyList<Of> Orders, IReadOnlyList<Evidence> Evidence);

    public sealed record Of(Guid Order, string? Number, Guid Store, string Name, Money Amount);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid dispute, Database database, IOrderBook orders, IStoreBook stores, Vault vault, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var which = new { region = database.Region, dispute };
        if (await session.OneOrNullAsync<Dispute.Row>(GetStoreDispute.OneSql, which) is not { } row)
            return Refusals.DisputeNotFound.AsProblem();
        var of = await session.ListAsync<(Guid Order, Guid Store, long Minor)>(OrdersSql, which);
        var numbers = await orders.NumbersAsync(session, [.. of.Select(one => one.Order)]);
        var names = (await stores.SignsAsync(session, [.. of.Select(one => one.Store).Distinct()]))
            .ToDictionary(store => store.Id, store => store.Name);
        return TypedResults.Ok(new Answer(
            row.Dispute(),
            [
                .. of.Select(one => new Of(
                    one.Order, numbers.GetValueOrDefault(one.Order), one.Store, names.GetValueOrDefault(one.Store, ""),
                    new(one.Minor, row.Currency))),
            ],
            await Evidence.ReadAsync(session, database.Region, vault, dispute)));
    }

    const string OrdersSql = """
        -- payments.get-dispute.orders
        select order_id, store_id, amount_minor
        from payments.dispute_order
        where region = @region and dispute_id = @dispute
        order by order_id
        """;
}
