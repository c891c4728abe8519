using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>A guest waits no longer, by the link of the letter that asked; done again, nothing happens.</summary>
public static class EndWaiting
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/waiting/end", Handle)
        .WithName(nameof(EndWaiting))
        .AllowAnyone()
        .WithExample(new ConfirmWaiting.Body("q1Zr2mJcUo0C7nG1lq9cX3w0m0tqk8yJk5v4u1x2y3A"));

    static async Task<NoContent> Handle(ConfirmWaiting.Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(EndSql, new { tx.Region, hash = Token.Hash(body.Token) });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string EndSql = """
        -- inventory.end-waiting.end
        delete from inventory.waiting where region = @Region and token_hash = @hash
        """;
}
