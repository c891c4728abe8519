using Feria.Contracts;
using Npgsql;

namespace Feria.Orders;

/// <summary>
/// Checkouts that wait in one process are placed together, in the order they came: one transaction, one commit, a hot
/// offer's row locked once for all of them, with their keys and answers. Alone, a checkout waits for nobody.
/// </summary>
public sealed class PlaceTogether
{
    const int AtOnce = 64;

    readonly Database database;
    readonly Place place;
    readonly ExpireCheckouts expire;
    readonly Together<Draft, Decision> together;

    public PlaceTogether(Database database, Place place, ExpireCheckouts expire)
    {
        (this.database, this.place, this.expire) = (database, place, expire);
        together = new(AtOnce, PlaceAsync, database.Patience);
    }

    /// <summary>Whether who comes now would be refused for waiting too long.</summary>
    public bool IsTooLong => together.IsTooLong;

    /// <summary>
    /// Places the draft for good, or says why not. What needs no payment any more has its answer kept, where it came
    /// with a key; where that key was used before, the answer given here counts for nothing.
    /// </summary>
    public async Task<Decision> PlaceAsync(Draft draft)
    {
        try
        {
            var decision = await together.AskAsync(draft);
            if (decision.Checkout is not null) Admission.Begin();
            return decision;
        }
        catch (Overloaded)
        {
            return new(draft, null, KernelRefusals.Overloaded);
        }
        catch (PostgresException fault) when (IsMarkUsed(fault))
        {
            // Its key was used before, and the answer is no longer kept: the first one's checkout stands.
            return new(draft, null, KernelRefusals.IdempotencyKeyBusy);
        }
        catch (Overtaken)
        {
            return new(draft, null, KernelRefusals.Unavailable);
        }
    }

    // A partition's own index says it, under a name PostgreSQL made of the partition's and the columns'.
    static bool IsMarkUsed(PostgresException fault) =>
        fault.SqlState == PostgresErrorCodes.UniqueViolation
        && fault.ConstraintName?.EndsWith("_mark_region_key", StringComparison.Ordinal) == true;

    async Task<IReadOnlyList<Decision>> PlaceAsync(IReadOnlyList<Draft> drafts)
    {
        if (await TryAsync(drafts, mayEndHolds: true) is { } decisions) return decisions;
        // Units whose hold is due are for sale again now, not when the clock gets to them.
        await expire.DueAsync(CancellationToken.None);
        return (await TryAsync(drafts, mayEndHolds: false))!;
    }

    // Null, with nothing written, where somebody was refused units that may be let go now.
    async Task<IReadOnlyList<Decision>?> TryAsync(IReadOnlyList<Draft> drafts, bool mayEndHolds)
    {
        await using var tx = await database.WriteAsync();
        var fresh = await IdempotentCall.NewAsync(tx, drafts, draft => draft.Call);
        var decided = fresh.Count == 0 ? [] : await place.BatchAsync(tx, fresh, RenderAsync);
        if (mayEndHolds && decided.Any(one => one.Refusal?.Code == Refusals.OutOfStock.Code)
            && await expire.AnyDueAsync(tx)) return null;
        await IdempotentCall.KeepAsync(tx, [.. decided.Select(one => one.Draft.Call).OfType<IdempotentCall>()]);
        if (decided.Any(one => one.Refusal is null || one.Draft.Call is not null)) await tx.CommitAsync();

        var byDraft = decided.ToDictionary(one => one.Draft.Id);
        return [.. drafts.Select(draft => byDraft.GetValueOrDefault(draft.Id)
            ?? new(draft, null, KernelRefusals.IdempotencyKeyBusy))];
    }

    // A checkout whose money is still to be asked for is answered later: until then its key is its own.
    static Task RenderAsync(IReadOnlyList<Decision> decided) => IdempotentCall.RenderAsync(
        [.. decided.Where(one => one.Draft.Call is not null).Select(one => (one.Draft.Call!, AnswerTo(one)))]);

    static Microsoft.AspNetCore.Http.IResult? AnswerTo(Decision decision) => decision switch
    {
        { Refusal: { } refusal } => refusal.AsProblem(),
        { Checkout: { Status: CheckoutStatus.Confirmed } checkout } => PlaceCheckout.Answer(checkout),
        _ => null,
    };
}
