using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>An owner says that something asked of the store is so. Saying it again changes nothing.</summary>
public static class AttestRequirement
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/requirements/{name}/attest", Handle)
        .WithName(nameof(AttestRequirement))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.RequirementNotFound,
            Refusals.RequirementNotYours);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, string name, Caller caller, Database database, Owners owners, CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Close);
        if (standing is null) return refusal!.AsProblem();
        var kind = await tx.OneOrNullAsync<string>(KindSql, new { name });
        if (Refuse(standing, kind) is { } no) return no.AsProblem();

        if (await tx.ExecuteAsync(AttestSql, new { store, name, caller.Account }) > 0)
            await History.TellAsync(tx, store, Requirements.Attested, name, null, caller.Account);
        return await tx.CommitAsync(TypedResults.Ok(
            await StoreFile.ReadAsync(tx, store, standing.Role, contacts)));
    }

    internal static Refusal? Refuse(StoreStanding standing, string? kind) => kind switch
    {
        _ when standing.Status == StoreLife.Closed => Refusals.WrongStatus,
        null => Refusals.RequirementNotFound,
        not Requirements.Attested => Refusals.RequirementNotYours,
        _ => null,
    };

    const string KindSql = """
        -- stores.attest-requirement.kind
        select kind from stores.requirement where name = @name
        """;

    const string AttestSql = """
        -- stores.attest-requirement.attest
        insert into stores.requirement_met (store_id, requirement, how, by_account)
        values (@store, @name, 'attested', @Account)
        on conflict do nothing
        """;
}
