using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner revokes a key: it opens nothing any more, wherever it is used.</summary>
public static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/keys/{key:guid}", Handle)
        .WithName(nameof(RevokeKey))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.KeyNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid key, Caller caller, Database database, IStoreDesk desk, TimeProvider clock,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var wasRevoked = await tx.OneOrNullAsync<bool?>(LockSql, new { store, key });
        if (wasRevoked is null) return Refusals.KeyNotFound.AsProblem();
        if (wasRevoked.Value) return TypedResults.NoContent();
        await tx.ExecuteAsync(RevokeSql, new { key, caller.Account, now = clock.GetUtcNow().UtcDateTime });
        tx.Append(new KeyChanged(store, key));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string LockSql = """
        -- integrations.revoke-key.lock
        select revoked_at is not null
        from integrations.api_key
        where id = @key and store_id = @store
        for update
        """;

    const string RevokeSql = """
        -- integrations.revoke-key.revoke
        update integrations.api_key set revoked_at = @now, revoked_by = @Account where id = @key
        """;
}
