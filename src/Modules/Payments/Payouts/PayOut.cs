namespace Feria.Payments;

/// <summary>
/// Pays out what stores are owed. Under the lock of each store's account the balance is read anew, so that two at once
/// pay once.
/// </summary>
static class PayOut
{
    /// <summary>A store whose account is locked.</summary>
    public sealed record Locked(
        Guid StoreId, byte[] DetailsSealed, string Ending, string Schedule, long MinimumMinor, string Currency,
        DateTime ChangedAt);

    /// <summary>Writes a payout for each store that is owed its minimum or more.</summary>
    /// <returns>The payouts by store.</returns>
    public static async Task<IReadOnlyDictionary<Guid, Payout>> RunAsync(
        Tx tx, IReadOnlyList<Locked> accounts, bool isAsked = false)
    {
        var balances = await Balances.OfAllAsync(tx, tx.Region, [.. accounts.Select(one => one.StoreId)]);
        var owed = accounts
            .Select(one => (Account: one, balances.GetValueOrDefault((one.StoreId, one.Currency))?.Payable.Amount))
            .Where(one => one.Amount > 0 && (isAsked || one.Amount >= one.Account.MinimumMinor))
            .ToList();
        if (owed.Count == 0) return new Dictionary<Guid, Payout>();
        var made = (await tx.ListAsync<Payout.Row>(WriteSql, new
        {
            tx.Region,
            ids = owed.Select(_ => Id.New()).ToArray(),
            stores = owed.Select(one => one.Account.StoreId).ToArray(),
            currencies = owed.Select(one => one.Account.Currency).ToArray(),
            amounts = owed.Select(one => one.Amount!.Value).ToArray(),
            details = owed.Select(one => one.Account.DetailsSealed).ToArray(),
            endings = owed.Select(one => one.Account.Ending).ToArray(),
        })).Select(row => row.Payout()).ToList();
        Ledger.Write(tx, made.Select(payout => Ledger.PayOut(payout.Id, payout.Store, payout.Amount)));
        return made.ToDictionary(payout => payout.Store);
    }

    const string WriteSql = $"""
        -- payments.pay-out.write
        insert into payments.payout (region, id, store_id, currency, amount_minor, details_sealed, ending)
        select @Region, p.*
        from unnest(@ids::uuid[], @stores::uuid[], @currencies::text[], @amounts::bigint[], @details::bytea[],
            @endings::text[]) as p
        returning {Payout.Columns}
        """;
}

/// <summary>Money on its way to a store.</summary>
/// <param name="Status">made, sent (in a file for the bank), paid or failed.</param>
/// <param name="Ending">The last characters of the account it goes to.</param>
/// <param name="File">The bank's file it is in.</param>
/// <param name="Why">Why it failed.</param>
public sealed record Payout(
    Guid Id, Guid Store, Money Amount, string Status, string Ending, Guid? File, string? Why, DateTime MadeAt,
    DateTime? SettledAt)
{
    public const string Made = "made";
    public const string Sent = "sent";
    public const string Paid = "paid";
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> Statuses = [Made, Sent, Paid, Failed];

    internal sealed record Row(
        Guid Id, Guid StoreId, string Currency, long AmountMinor, string Status, string Ending, Guid? FileId,
        string? Why, DateTime MadeAt, DateTime? SettledAt)
    {
        public Payout Payout() => new(
            Id, StoreId, new(AmountMinor, Currency), Status, Ending, FileId, Why, MadeAt, SettledAt);
    }

    internal const string Columns =
        "id, store_id, currency, amount_minor, status, ending, file_id, why, made_at, settled_at";
}
