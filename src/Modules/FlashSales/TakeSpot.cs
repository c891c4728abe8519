using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>
/// Takes a spot in the line of a flash sale, or finds the one you have: one a buyer, kept whatever happens to your
/// connection. Who is there by the start is drawn a number; who comes later queues behind.
/// </summary>
public static class TakeSpot
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/flash-sales/{sale:guid}/spot", Handle)
        .WithName(nameof(TakeSpot))
        .AllowAnyone()
        .OnlyInPerson()
        .Allows(perMinute: 20, burst: 10)
        .Refuses(Refusals.FlashSaleNotFound, Refusals.FlashSaleNotOpen, Refusals.VerifiedNeeded,
            KernelRefusals.SignInNeeded);

    public static async Task<Results<Ok<Spot>, ProblemHttpResult>> Handle(
        Guid sale, Caller caller, HttpContext http, Database database, Lines lines, Spots spots,
        IAccountBook accounts, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (await lines.OfSaleAsync(sale, stop) is not { } standing) return Refusals.FlashSaleNotFound.AsProblem();
        if (await spots.FindAsync(standing, caller, stop) is { } mine) return TypedResults.Ok(mine);

        var contact = standing.Sale.Audience == Audience.Verified && caller.Account is { } account
            ? await accounts.ContactAsync(account, stop)
            : null;
        if (Refuse(standing, caller, contact) is { } refusal) return refusal.AsProblem();

        var buyer = caller is { Account: null, Guest: null } ? caller with { Guest = BecomeGuest(http) } : caller;
        var row = await TakeAsync(database, sale, buyer, stop);
        if (row.Number is null && standing.Sale.HasLine)
            lines.RememberGathering(sale, buyer.Mark, standing.Sale.Round);
        return TypedResults.Ok(Spots.Of(standing, row));
    }

    static async Task<Spots.Row> TakeAsync(Database database, Guid sale, Caller buyer, CancellationToken stop)
    {
        var args = new
        {
            database.Region,
            id = Id.New(),
            sale,
            buyer.Account,
            Guest = buyer.Account is null ? buyer.Guest : null,
        };
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(TakeSql, args);
        // Another call of the same buyer may have been quicker: then that is the spot.
        var row = await tx.OneAsync<Spots.Row>(Spots.FindSql, args);
        await tx.CommitAsync();
        return row;
    }

    internal static Refusal? Refuse(Lines.Standing standing, Caller caller, Contact? contact) => standing switch
    {
        { Phase: SalePhase.Announced or SalePhase.Ending or SalePhase.Closed } => Refusals.FlashSaleNotOpen
            .With("phase", standing.Phase).With("opensAt", standing.Sale.OpensAt),
        { Sale.Audience: Audience.Anyone } => null,
        _ when caller.Account is null => KernelRefusals.SignInNeeded,
        { Sale.Audience: Audience.Verified } when contact is not { Verified: true } => Refusals.VerifiedNeeded,
        _ => null,
    };

    static byte[] BecomeGuest(HttpContext http)
    {
        var token = Access.BecomeGuest(http);
        http.Response.Headers[Access.GuestHeader] = token;
        return Token.Hash(token);
    }

    // Where there is no line, everybody's turn is the sale itself.
    const string TakeSql = """
        -- flashsales.take-spot.take
        insert into flashsales.spot
            (region, id, sale_id, account_id, guest, per_buyer, admitted_at, turn_ends_at, allowed)
        select @Region, @id, e.id, @Account, @Guest, e.per_buyer,
            case when not e.has_line then clock_timestamp() end, case when not e.has_line then e.ends_at end,
            case when not e.has_line then e.per_buyer else 0 end
        from flashsales.sale e
        where e.region = @Region and e.id = @sale
        on conflict do nothing
        """;
}
