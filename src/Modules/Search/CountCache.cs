using System.Collections.Concurrent;

namespace Feria.Search;

/// <summary>
/// Remembers the counts of large results for some seconds: counting ten thousand products takes longer than finding
/// the first page of them. Small results are always counted anew.
/// </summary>
sealed class CountCache(TimeProvider clock)
{
    const int Large = 2_000;
    const int MostKept = 2_000;
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    readonly ConcurrentDictionary<string, (Counts Counts, DateTimeOffset Until)> kept = new();
    (string Currency, DateTimeOffset Until) commonest;

    public Counts? Find(Sought sought, int step) =>
        kept.TryGetValue(sought.CountKey(step), out var one) && one.Until > clock.GetUtcNow() ? one.Counts : null;

    public void Keep(Sought sought, int step, Counts counts)
    {
        if (counts.Matched < Large) return;
        if (kept.Count >= MostKept) kept.Clear();
        kept[sought.CountKey(step)] = (counts, clock.GetUtcNow() + Fresh);
    }

    /// <summary>The currency most products are priced in; empty without any.</summary>
    public async Task<string> CurrencyAsync(Session session)
    {
        if (commonest.Until > clock.GetUtcNow()) return commonest.Currency;
        var currency = await session.OneOrNullAsync<string>(CurrencySql) ?? "";
        if (currency.Length > 0) commonest = (currency, clock.GetUtcNow() + Fresh);
        return currency;
    }

    const string CurrencySql = """
        -- search.count-cache.currency
        select currency
        from search.document
        where currency is not null
        group by currency
        order by count(*) desc, currency
        limit 1
        """;
}
