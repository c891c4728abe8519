using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>A dispute about a store's orders: which, how much, and what the store said.</summary>
public static class GetStoreDispute
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/disputes/{dispute:guid}", Handle)
        .WithName(nameof(GetStoreDispute))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.DisputeNotFound);

    /// <param name="Evidence">The store's own; what other stores and the platform wrote is theirs.</param>
    public sealed record Answer(
        Guid Id, string Status, string Reason, DateTime? DueBy, DateTime OpenedAt, DateTime? SentAt,
        DateTime? DecidedAt, IReadOnlyList<Of> Orders, IReadOnlyList<Evidence> Evidence)
    {
        /// <summary>Whether more can be said for the store.</summary>
        public bool IsOpen => Status == Dispute.NeedsResponse && SentAt is null;
    }

    public sealed record Of(Guid Order, string? Number, Money Amount);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid dispute, Caller caller, Database database, IStoreDesk desk, IOrderBook orders, Vault vault,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        return await ReadAsync(session, database.Region, store, dispute, orders, vault) is { } found
            ? TypedResults.Ok(found)
            : Refusals.DisputeNotFound.AsProblem();
    }

    internal static async Task<Answer?> ReadAsync(
        Session session, string region, Guid store, Guid dispute, IOrderBook orders, Vault vault)
    {
        var of = await session.ListAsync<(Guid Order, long Minor)>(OrdersSql, new { region, store, dispute });
        if (of.Count == 0) return null;
        var row = (await session.OneAsync<Dispute.Row>(OneSql, new { region, dispute })).Dispute();
        var numbers = await orders.NumbersAsync(session, [.. of.Select(one => one.Order)]);
        return new(
            row.Id, row.Status, row.Reason, row.DueBy, row.OpenedAt, row.SentAt, row.DecidedAt,
            [
                .. of.Select(one => new Of(
                    one.Order, numbers.GetValueOrDefault(one.Order), new(one.Minor, row.Amount.Currency))),
            ],
            [.. (await Evidence.ReadAsync(session, region, vault, dispute)).Where(said => said.Store == store)]);
    }

    const string OrdersSql = """
        -- payments.get-store-dispute.orders
        select order_id, amount_minor
        from payments.dispute_order
        where region = @region and dispute_id = @dispute and store_id = @store
        order by order_id
        """;

    internal const string OneSql = $"""
        -- payments.get-store-dispute.one
        select {Dispute.Columns}
        from payments.dispute d
        join payments.payment p on p.region = d.region and p.id = d.payment_id
        where d.region = @region and d.id = @dispute
        """;
}
