using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// An owner says where the store's money goes and how often, from the version that was seen. Another account waits a
/// day, and every owner is written to.
/// </summary>
public static class PutPayoutAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/payout-account", Handle)
        .WithName(nameof(PutPayoutAccount))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.PayoutAccountChanged, Refusals.AccountNumberWrong)
        .WithExample(new Body(
            0, "Ana Lamps", "DEUTDEFF", "DE89370400440532013000", PayoutSchedule.Weekly, 5_000));

    /// <param name="Version">The version the edit was made of; 0 where there is none yet.</param>
    /// <param name="Account">IBAN, or the number in its country; null keeps the account there is.</param>
    /// <param name="Minimum">In minor units of the store's currency: less than that waits.</param>
    public sealed record Body(
        [Range(0, int.MaxValue)] int Version,
        [Required, OneLine(70)] string Holder,
        [Required, AccountNumber(3, 11)] string Bank,
        [AccountNumber(4, 34)] string? Account,
        [Required, AllowedValues(
            PayoutSchedule.Daily, PayoutSchedule.Weekly, PayoutSchedule.Monthly, PayoutSchedule.Paused)]
        string Schedule,
        [Range(0, 1_000_000_000_000)] long Minimum);

    static async Task<Results<Ok<PayoutAccount>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, IStoreDesk desk, Vault vault, TimeProvider clock,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        // The first account has no row to lock: its key is the lock.
        var before = await tx.OneOrNullAsync<Before>(LockSql, new { tx.Region, store });
        if ((before?.Version ?? 0) != body.Version) return Refusals.PayoutAccountChanged.AsProblem();
        var known = before is null ? null : BankAccount.Open(vault, before.DetailsSealed);
        if ((body.Account ?? known?.Account) is not { } number) return Refusals.AccountNumberWrong.AsProblem();
        var account = BankAccount.Of(body.Holder, body.Bank, number);
        if (!account.IsRight) return Refusals.AccountNumberWrong.AsProblem();

        var now = clock.GetUtcNow().UtcDateTime;
        var isOther = account != known;
        var changed = isOther ? now : before!.ChangedAt;
        var next = PayoutSchedule.NextAfter(body.Schedule, now);
        var isPut = await tx.ExecuteAsync(PutSql, new
        {
            tx.Region, store, body.Version, details = account.Seal(vault), account.Ending, body.Schedule, body.Minimum,
            standing.Currency, changed,
            next = next < changed + PayoutAccount.Wait ? changed + PayoutAccount.Wait : next,
        });
        if (isPut == 0) return Refusals.PayoutAccountChanged.AsProblem();
        if (isOther) TellStore.Later(tx, new("store-payout-account", store, new() { ["ending"] = account.Ending }));
        return await tx.CommitAsync(TypedResults.Ok(
            (await PayoutAccount.ReadAsync(tx, tx.Region, vault, store))!));
    }

    sealed record Before(int Version, byte[] DetailsSealed, DateTime ChangedAt);

    const string LockSql = """
        -- payments.put-payout-account.lock
        select version, details_sealed, changed_at
        from payments.payout_account
        where region = @Region and store_id = @store
        for update
        """;

    const string PutSql = """
        -- payments.put-payout-account.put
        insert into payments.payout_account (region, store_id, details_sealed, ending, schedule, minimum_minor,
            currency, changed_at, next_at)
        values (@Region, @store, @details, @Ending, @Schedule, @Minimum, @Currency, @changed, @next)
        on conflict (region, store_id) do update
            set details_sealed = excluded.details_sealed, ending = excluded.ending, schedule = excluded.schedule,
                minimum_minor = excluded.minimum_minor, currency = excluded.currency,
                changed_at = excluded.changed_at, next_at = excluded.next_at, version = payout_account.version + 1
            where payout_account.version = @Version
        """;
}
