using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>A guest confirms by the link of a letter that the address is theirs and waits.</summary>
public static class ConfirmWaiting
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/waiting/confirm", Handle)
        .WithName(nameof(ConfirmWaiting))
        .AllowAnyone()
        .Refuses(Refusals.WaitingOver)
        .WithExample(new Body("q1Zr2mJcUo0C7nG1lq9cX3w0m0tqk8yJk5v4u1x2y3A"));

    public sealed record Body([Required, Length(1, 128)] string Token);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var offer = await tx.OneOrNullAsync<Guid?>(ConfirmSql, new { tx.Region, hash = Token.Hash(body.Token) });
        if (offer is null) return Refusals.WaitingOver.AsProblem();
        // It may have come back before the letter was opened.
        tx.Enqueue(TellWaiting.JobName, new TellWaiting.Order(offer.Value), key: $"{offer}");
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string ConfirmSql = """
        -- inventory.confirm-waiting.confirm
        update inventory.waiting
        set confirmed_at = coalesce(confirmed_at, now())
        where region = @Region and token_hash = @hash
        returning offer_id
        """;
}
