using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Feria.Payments;

/// <summary>A bank account, in the clear; sealed where it is kept.</summary>
/// <param name="Holder">Whose account it is.</param>
/// <param name="Bank">BIC, or the bank's number in its country.</param>
/// <param name="Account">IBAN, or the account's number there; letters and digits alone.</param>
public sealed record BankAccount(string Holder, string Bank, string Account)
{
    const string Context = "payments.payout-account";

    /// <summary>The last four, to know it by.</summary>
    public string Ending => Account[^4..];

    public bool IsIban => Account.Length is >= 15 and <= 34 && char.IsAsciiLetter(Account[0])
        && char.IsAsciiLetter(Account[1]) && char.IsAsciiDigit(Account[2]) && char.IsAsciiDigit(Account[3]);

    public static BankAccount Of(string holder, string bank, string account) =>
        new(holder.Trim(), Plain(bank), Plain(account));

    /// <summary>What begins as an IBAN adds up as one: ISO 7064 MOD 97-10.</summary>
    public bool IsRight => !IsIban || Remainder(Account[4..] + Account[..4]) == 1;

    public byte[] Seal(Vault vault) => vault.Seal(JsonSerializer.Serialize(this, Json.Options), Context);

    public static BankAccount Open(Vault vault, byte[] sealedDetails) =>
        JsonSerializer.Deserialize<BankAccount>(vault.Open(sealedDetails, Context), Json.Options)!;

    // As people type it, in groups.
    static string Plain(string text) =>
        string.Concat(text.Where(letter => letter is not (' ' or '-' or '.' or '/'))).ToUpperInvariant();

    static BigInteger Remainder(string text) => BigInteger.Parse(string.Concat(text.Select(letter =>
        char.IsAsciiDigit(letter) ? letter.ToString() : $"{letter - 'A' + 10}"))) % 97;
}

/// <summary>Letters and digits, with the spaces and marks people put between them.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class AccountNumberAttribute(int shortest, int longest)
    : ValidationAttribute($"Write {shortest} to {longest} letters and digits.")
{
    public override bool IsValid(object? value) => value is null || (value is string { Length: <= 60 } text
        && Shape().IsMatch(text) && text.Count(char.IsAsciiLetterOrDigit) is var many && many >= shortest
        && many <= longest);

    [GeneratedRegex(@"^[A-Za-z0-9 .\-/]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>How often a store is paid.</summary>
public static class PayoutSchedule
{
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string Monthly = "monthly";

    /// <summary>Only when the store asks.</summary>
    public const string Paused = "paused";

    /// <summary>The next day of payment after an instant: tomorrow, Monday, or the first, at midnight UTC.</summary>
    public static DateTime NextAfter(string schedule, DateTime now)
    {
        var today = now.Date;
        return schedule switch
        {
            Weekly => today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7 + 1),
            Monthly => new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1),
            _ => today.AddDays(1),
        };
    }
}

/// <summary>Where a store's money goes, as its owners see it.</summary>
/// <param name="Ending">The last characters of the account; the rest is not told again.</param>
/// <param name="Minimum">Less than that waits for the next day.</param>
/// <param name="NextAt">When money goes next; null where only when asked.</param>
/// <param name="UsableFrom">Nothing goes there before: a new account waits a day.</param>
public sealed record PayoutAccount(
    int Version, string Holder, string Bank, string Ending, string Schedule, Money Minimum, DateTime? NextAt,
    DateTime UsableFrom)
{
    /// <summary>So long a new account waits, for its owners to notice what somebody else put there.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromDays(1);

    internal static async Task<PayoutAccount?> ReadAsync(Session session, string region, Vault vault, Guid store) =>
        await session.OneOrNullAsync<Row>(ReadSql, new { region, store }) is { } row ? row.Account(vault) : null;

    sealed record Row(
        int Version, byte[] DetailsSealed, string Ending, string Schedule, long MinimumMinor, string Currency,
        DateTime ChangedAt, DateTime NextAt)
    {
        public PayoutAccount Account(Vault vault)
        {
            var details = BankAccount.Open(vault, DetailsSealed);
            return new(
                Version, details.Holder, details.Bank, Ending, Schedule, new(MinimumMinor, Currency),
                Schedule == PayoutSchedule.Paused ? null : NextAt, ChangedAt + Wait);
        }
    }

    const string ReadSql = """
        -- payments.payout-account.read
        select version, details_sealed, ending, schedule, minimum_minor, currency, changed_at, next_at
        from payments.payout_account
        where region = @region and store_id = @store
        """;
}
