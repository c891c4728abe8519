using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Changes what a store says of itself and what its delivery costs, from the version the caller saw.</summary>
public static class PutMyStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}", Handle)
        .WithName(nameof(PutMyStore))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.ChangedMeanwhile)
        .WithExample(new Body(
            1, "Ana's lamps", "Lamps made by hand in Minas Gerais, one at a time.", "Ouro Preto", "BR", "pt", 1500,
            20000));

    /// <param name="Version">The version the edit was made of.</param>
    /// <param name="Delivery">What delivering an order costs, in minor units of the store's currency.</param>
    /// <param name="FreeDeliveryFrom">Items total from which delivery is free; null for never.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version,
        [Required, OneLine(120)] string Name,
        [StringLength(4000)] string? About,
        [OneLine(120, Optional = true)] string? City,
        [Required, Country] string Country,
        [Required, RegularExpression("^[a-z]{2,3}$")] string Language,
        [Range(0, 1_000_000_000_000)] long Delivery,
        [Range(0, 1_000_000_000_000_000)] long? FreeDeliveryFrom);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, Owners owners, CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (Refuse(standing, body) is { } no)
            return no.With("now", await StoreFile.ReadAsync(tx, store, standing.Role, contacts)).AsProblem();

        await tx.ExecuteAsync(PutSql, new
        {
            store,
            body.Name,
            about = body.About ?? "",
            city = body.City ?? "",
            body.Country,
            body.Language,
            body.Delivery,
            body.FreeDeliveryFrom,
        });
        await History.TellAsync(tx, store, "edit", null, null, caller.Account);
        tx.Append(new StoreChanged(store));
        return await tx.CommitAsync(TypedResults.Ok(
            await StoreFile.ReadAsync(tx, store, standing.Role, contacts)));
    }

    internal static Refusal? Refuse(StoreStanding standing, Body body) => standing switch
    {
        { Status: StoreLife.Closed } => Refusals.WrongStatus,
        _ when standing.Version != body.Version => Refusals.ChangedMeanwhile,
        _ => null,
    };

    const string PutSql = """
        -- stores.put-my-store.put
        update stores.store
        set name = @Name, about = @about, city = @city, country = @Country, language = @Language,
            delivery_fee_minor = @Delivery, free_delivery_from_minor = @FreeDeliveryFrom, version = version + 1
        where id = @store
        """;
}
