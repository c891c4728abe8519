using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Changes a method of delivery, whole and from the version the caller saw, for orders to come.</summary>
public static class PutDeliveryMethod
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/delivery-methods/{method:guid}", Handle)
        .WithName(nameof(PutDeliveryMethod))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.DeliveryDaysWrong,
            Refusals.DeliveryKindUnclear, Refusals.DeliveryPriceUnclear, Refusals.DeliveryAreaUnclear,
            Refusals.DeliveryAreaTwice, Refusals.TooManyDeliveryAreas, Refusals.DeliveryMethodNotFound,
            Refusals.DeliveryMethodChanged)
        .WithExample(new Body(1, AddDeliveryMethod.Example));

    /// <param name="Version">The version the edit was made of.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, [Required] MethodTerms Terms);

    static async Task<Results<Ok<MethodFile>, ProblemHttpResult>> Handle(
        Guid store, Guid method, Body body, Caller caller, Database database, CancellationToken stop)
    {
        if (body.Terms.Refuse() is { } unclear) return unclear.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        var known = (await DeliveryMethods.OfAsync(tx, store)).FirstOrDefault(one => one.Method.Id == method);
        if (Refuse(standing, known, body.Version) is { } no) return no.AsProblem();

        var put = await DeliveryMethods.WriteAsync(tx, PutSql, store, method, body.Terms);
        await History.TellAsync(tx, store, "delivery_edit", body.Terms.Name, null, caller.Account);
        tx.Append(new StoreChanged(store));
        return await tx.CommitAsync(TypedResults.Ok(put));
    }

    internal static Refusal? Refuse(StoreStanding standing, MethodFile? known, int version) =>
        standing.Status == StoreLife.Closed ? Refusals.WrongStatus
        : known is null ? Refusals.DeliveryMethodNotFound
        : known.Version != version ? Refusals.DeliveryMethodChanged.With("now", known)
        : null;

    const string PutSql = $"""
        -- stores.put-delivery-method.put
        update stores.delivery_method d
        set name = @Name, kind = @Kind, days_least = @DaysLeast, days_most = @DaysMost, position = @position,
            is_active = @active, free_from_minor = @FreeFrom, takes_cash = @takesCash, price_minor = @price,
            zones = @zones::jsonb, place = @place::jsonb, version = version + 1
        where d.store_id = @store and d.id = @method
        returning {DeliveryMethods.Columns}
        """;
}
