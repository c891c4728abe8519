using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Begins a list. The first one needs no beginning: it is there with the first thing that is kept.</summary>
public static class AddList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/me/lists", Handle)
        .WithName(nameof(AddList))
        .RequireAccount()
        .Refuses(Refusals.TooManyLists)
        .WithExample(new Body("For the new flat"));

    public sealed record Body([Required, OneLine(60)] string Name);

    static async Task<Results<Created<KeptList>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, Lists lists, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (id, nameSealed) = (Id.New(), lists.SealName(body.Name));
        // Who took the same place at the same time goes first; there is another place or there is none.
        var list = new { tx.Region, id, caller.Account, nameSealed, KeptList.MostLists };
        while (await tx.ExecuteAsync(AddSql, list) == 0)
            if (await tx.OneAsync<int>(CountSql, new { tx.Region, caller.Account }) >= KeptList.MostLists - 1)
                return Refusals.TooManyLists.AsProblem();
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/me/lists/{id}", new KeptList(id, body.Name.Trim(), false, 0, null)));
    }

    const string AddSql = """
        -- orders.add-list.add
        insert into orders.list (region, id, account_id, place, name_sealed)
        select @Region, @id, @Account, p.place, @nameSealed
        from generate_series(1, @MostLists - 1) as p(place)
        where not exists (
            select from orders.list where region = @Region and account_id = @Account and place = p.place)
        order by p.place
        limit 1
        on conflict do nothing
        """;

    const string CountSql = """
        -- orders.add-list.count
        select count(*)::int from orders.list where region = @Region and account_id = @Account and place > 0
        """;
}
