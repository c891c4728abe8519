namespace Feria.Kernel;

/// <summary>An amount in minor units (cents, fils, whole pesos) of an ISO 4217 currency.</summary>
/// <param name="Amount">Minor units; may be negative in a ledger.</param>
/// <param name="Currency">ISO 4217 alphabetic code, upper case.</param>
public readonly record struct Money(long Amount, string Currency)
{
    public static Money operator +(Money a, Money b) => new(checked(a.Amount + b.Amount), Same(a, b));

    public static Money operator -(Money a, Money b) => new(checked(a.Amount - b.Amount), Same(a, b));

    public static Money operator *(Money a, int times) => new(checked(a.Amount * times), a.Currency);

    /// <summary>A share in basis points (1/100 of a percent), rounded half to even: the one rounding rule.</summary>
    public Money Share(int basisPoints) =>
        new(checked((long)Math.Round(Amount * (decimal)basisPoints / 10_000m, MidpointRounding.ToEven)), Currency);

    /// <summary>
    /// Splits the amount by weights so that the parts sum to it exactly: largest-remainder (Hamilton) method, ties to
    /// the earlier part. All weights zero: the first part takes all.
    /// </summary>
    public Money[] Split(IReadOnlyList<long> weights)
    {
        if (weights.Count == 0) throw new ArgumentException("Nothing to split over.", nameof(weights));
        if (weights.Any(weight => weight < 0)) throw new ArgumentException(
            "Weights may not be negative.", nameof(weights));

        var sum = weights.Aggregate((Int128)0, (total, weight) => total + weight);
        var sign = Amount < 0 ? -1 : 1;
        var whole = (Int128)Amount * sign;
        if (sum == 0) weights = [1, .. weights.Skip(1).Select(_ => 0L)];
        if (sum == 0) sum = 1;

        var parts = weights.Select(weight => (long)(whole * weight / sum)).ToArray();
        var left = (int)(whole - parts.Aggregate((Int128)0, (total, part) => total + part));
        var byRemainder = Enumerable.Range(0, parts.Length)
            .OrderByDescending(i => whole * weights[i] % sum)
            .ThenBy(i => i);
        foreach (var i in byRemainder.Take(left)) parts[i]++;

        var currency = Currency;
        return [.. parts.Select(part => new Money(part * sign, currency))];
    }

    static string Same(Money a, Money b) => a.Currency == b.Currency
        ? a.Currency
        : throw new InvalidOperationException($"{a.Currency} and {b.Currency} cannot be added.");
}
