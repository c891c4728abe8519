using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>The caller wants searches remembered or not; who does not is forgotten what there was as well.</summary>
public static class PutSearchHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/searches/remembered", Handle)
        .WithName(nameof(PutSearchHistory))
        .AllowAnyone()
        .WithExample(new Body(false));

    public sealed record Body([Required] bool? Remembered);

    static async Task<NoContent> Handle(Body body, Caller caller, Database database, CancellationToken stop)
    {
        if (SearchHistory.OwnerOf(caller.Account, caller.Guest) is not { } owner) return TypedResults.NoContent();
        await using var tx = await database.WriteAsync(stop);
        var changed = await tx.ExecuteAsync(body.Remembered is true ? OnSql : OffSql, new { owner });
        if (body.Remembered is false) changed += await SearchHistory.ForgetAsync(tx, caller, null);
        if (changed > 0) await tx.CommitAsync();
        return TypedResults.NoContent();
    }

    const string OnSql = """
        -- recommendations.put-search-history.on
        delete from recommendations.search_history_off where owner = @owner
        """;

    const string OffSql = """
        -- recommendations.put-search-history.off
        insert into recommendations.search_history_off (owner) values (@owner) on conflict do nothing
        """;
}
