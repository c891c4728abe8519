using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// The platform's staff saw proof of something asked of a store, waive it with a reason, or find that it is not met
/// after all.
/// </summary>
public static class DecideRequirement
{
    const string Missing = "missing";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/stores/{store:guid}/requirements/{name}", Handle)
        .WithName(nameof(DecideRequirement))
        .RequireAccess(Permission.ManageStores)
        .Refuses(Refusals.StoreNotFound, Refusals.RequirementNotFound, Refusals.RequirementComputed,
            Refusals.WhyNeeded)
        .WithExample(new Body("verified", null));

    /// <param name="How">verified, waived or missing.</param>
    /// <param name="Why">Must be said where it is waived or found missing.</param>
    public sealed record Body(
        [Required, AllowedValues(Requirements.Verified, Requirements.Waived, Missing)] string How,
        [OneLine(1000, Optional = true)] string? Why);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, string name, Body body, Caller caller, Database database, Owners owners,
        CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var isThere = await tx.OneOrNullAsync<Guid?>(LockSql, new { store }) is not null;
        var kind = await tx.OneOrNullAsync<string>(KindSql, new { name });
        if (Refuse(isThere, kind, body) is { } refusal) return refusal.AsProblem();

        var why = string.IsNullOrWhiteSpace(body.Why) ? null : body.Why.Trim();
        await tx.ExecuteAsync(
            body.How == Missing ? MissingSql : MetSql, new { store, name, body.How, caller.Account, why });
        await History.TellAsync(tx, store, body.How, name, why, caller.Account);
        tx.Audit("store", store, null, new { requirement = name, body.How }, why);
        return await tx.CommitAsync(TypedResults.Ok(await StoreFile.ReadAsync(tx, store, null, contacts)));
    }

    internal static Refusal? Refuse(bool isThere, string? kind, Body body) => kind switch
    {
        _ when !isThere => Refusals.StoreNotFound,
        null => Refusals.RequirementNotFound,
        Requirements.Computed => Refusals.RequirementComputed,
        _ when body.How != Requirements.Verified && string.IsNullOrWhiteSpace(body.Why)
            => Refusals.WhyNeeded.At("why"),
        _ => null,
    };

    const string LockSql = """
        -- stores.decide-requirement.lock
        select id from stores.store where id = @store for update
        """;

    const string KindSql = """
        -- stores.decide-requirement.kind
        select kind from stores.requirement where name = @name
        """;

    const string MetSql = """
        -- stores.decide-requirement.met
        insert into stores.requirement_met (store_id, requirement, how, by_account, why)
        values (@store, @name, @How, @Account, @why)
        on conflict (store_id, requirement) do update
            set how = excluded.how, by_account = excluded.by_account, why = excluded.why, at = now()
        """;

    const string MissingSql = """
        -- stores.decide-requirement.missing
        delete from stores.requirement_met where store_id = @store and requirement = @name
        """;
}
