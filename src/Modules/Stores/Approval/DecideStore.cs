using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// The platform lets a store sell, sends its application back, suspends, reinstates or closes it. It holds from this
/// commit on, and its owners are written to.
/// </summary>
public static class DecideStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/stores/{store:guid}/decisions", Handle)
        .WithName(nameof(DecideStore))
        .RequireAccess(Permission.ManageStores)
        .Refuses(Refusals.StoreNotFound, Refusals.WrongStatus, Refusals.RequirementsMissing, Refusals.WhyNeeded)
        .WithExample(new Body(StoreLife.Deed.SendBack, "Please say where you ship from."));

    /// <param name="Decision">approve, send_back, suspend, reinstate or close.</param>
    /// <param name="Why">Told to the owners; may only be left out where a store is approved or reinstated.</param>
    public sealed record Body(
        [Required, AllowedValues(
            StoreLife.Deed.Approve, StoreLife.Deed.SendBack, StoreLife.Deed.Suspend, StoreLife.Deed.Reinstate,
            StoreLife.Deed.Close)]
        string Decision,
        [OneLine(1000, Optional = true)] string? Why);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, Owners owners, OwnerLetters letters,
        CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var status = await tx.OneOrNullAsync<string>(LockSql, new { store });
        var missing = status is null || body.Decision != StoreLife.Deed.Approve
            ? []
            : (await Requirements.OfAsync(tx, store, contacts)).Where(one => one.IsMissing).Select(one => one.Name)
                .ToArray();
        if (Refuse(status, body, missing) is { } refusal) return refusal.AsProblem();

        var why = string.IsNullOrWhiteSpace(body.Why) ? null : body.Why.Trim();
        await StoreLife.MoveAsync(
            tx, store, StoreLife.ByPlatform(status!, body.Decision)!, body.Decision, why, caller.Account);
        await letters.PostAsync(tx, store, body.Decision, why, contacts);
        tx.Audit("store", store, new { status }, new { status = StoreLife.ByPlatform(status!, body.Decision) }, why);
        return await tx.CommitAsync(TypedResults.Ok(await StoreFile.ReadAsync(tx, store, null, contacts)));
    }

    internal static Refusal? Refuse(string? status, Body body, IReadOnlyCollection<string> missing) => status switch
    {
        null => Refusals.StoreNotFound,
        _ when StoreLife.ByPlatform(status, body.Decision) is null => Refusals.WrongStatus.With("status", status),
        _ when missing.Count > 0 => Refusals.RequirementsMissing.With("requirements", missing),
        _ when string.IsNullOrWhiteSpace(body.Why)
            && body.Decision is not (StoreLife.Deed.Approve or StoreLife.Deed.Reinstate)
            => Refusals.WhyNeeded.At("why"),
        _ => null,
    };

    const string LockSql = """
        -- stores.decide-store.lock
        select status from stores.store where id = @store for update
        """;
}
