using Feria.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Stores;

/// <summary>What an owner does to the status of a store: for the slices that do it.</summary>
public sealed class MoveMyStore(Database database, Owners owners, Features features)
{
    internal async Task<Results<Ok<StoreFile>, ProblemHttpResult>> RunAsync(
        Guid store, string deed, Caller caller, CancellationToken stop)
    {
        if (deed == StoreLife.Deed.Apply && !features.Has(StoreSettings.Applications, caller))
            return Refusals.NoNewStores.AsProblem();
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Close);
        if (standing is null) return refusal!.AsProblem();
        if (StoreLife.ByOwner(standing.Status, deed) is not { } next)
            return Refusals.WrongStatus.With("status", standing.Status).AsProblem();
        if (deed == StoreLife.Deed.Apply && await MissingAsync(tx, store, contacts) is { } missing)
            return missing.AsProblem();

        await StoreLife.MoveAsync(tx, store, next, deed, null, caller.Account);
        return await tx.CommitAsync(TypedResults.Ok(
            await StoreFile.ReadAsync(tx, store, standing.Role, contacts)));
    }

    /// <summary>
    /// What an application still lacks; what the platform's staff must see they see once it has come.
    /// </summary>
    static async Task<Refusal?> MissingAsync(Tx tx, Guid store, IReadOnlyCollection<Contact> contacts)
    {
        var missing = (await Requirements.OfAsync(tx, store, contacts))
            .Where(one => one is { IsMissing: true, Kind: not Requirements.Verified })
            .Select(one => one.Name).ToList();
        return missing.Count == 0 ? null : Refusals.RequirementsMissing.With("requirements", missing);
    }
}
