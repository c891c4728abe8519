using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>A store delivers in one more way: shipped to some zones, or picked up somewhere.</summary>
public static class AddDeliveryMethod
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/delivery-methods", Handle)
        .WithName(nameof(AddDeliveryMethod))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.DeliveryDaysWrong,
            Refusals.DeliveryKindUnclear, Refusals.DeliveryPriceUnclear, Refusals.DeliveryAreaUnclear,
            Refusals.DeliveryAreaTwice, Refusals.TooManyDeliveryAreas, Refusals.TooManyDeliveryMethods)
        .WithExample(Example);

    internal static readonly MethodTerms Example = new(
        "Standard", DeliveryMethod.Shipped, 2, 5, 0, true, false, 200_00, null,
        [
            new([new("BR", "SP")], 9_90),
            new([new("BR")], null, [new(1_000, 19_90), new(5_000, 34_90)]),
        ],
        null);

    static async Task<Results<Created<MethodFile>, ProblemHttpResult>> Handle(
        Guid store, MethodTerms terms, Caller caller, Database database, CancellationToken stop)
    {
        if (terms.Refuse() is { } unclear) return unclear.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (Refuse(standing, await DeliveryMethods.OfAsync(tx, store)) is { } no) return no.AsProblem();

        var made = await DeliveryMethods.WriteAsync(tx, AddSql, store, Id.New(), terms);
        await History.TellAsync(tx, store, "delivery_add", terms.Name, null, caller.Account);
        tx.Append(new StoreChanged(store));
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/delivery-methods/{made.Method.Id}", made));
    }

    internal static Refusal? Refuse(StoreStanding standing, IReadOnlyList<MethodFile> methods) =>
        standing.Status == StoreLife.Closed ? Refusals.WrongStatus
        : methods.Count >= DeliveryMethods.Most ? Refusals.TooManyDeliveryMethods
        : null;

    internal const string AddSql = $"""
        -- stores.add-delivery-method.add
        insert into stores.delivery_method as d (store_id, id, name, kind, days_least, days_most, position, is_active,
            free_from_minor, takes_cash, price_minor, zones, place)
        values (@store, @method, @Name, @Kind, @DaysLeast, @DaysMost, @position, @active, @FreeFrom, @takesCash, @price,
            @zones::jsonb, @place::jsonb)
        returning {DeliveryMethods.Columns}
        """;
}
