namespace Feria.Orders;

/// <summary>
/// The short number people read out: a counter, scattered so that it tells nobody how many sales there are, in letters
/// and digits that cannot be mistaken for one another (Crockford's base 32).
/// </summary>
public static class Number
{
    const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // Odd, so that multiplying is one-to-one modulo a power of two.
    const ulong Scatter = 0x9E3779B97F4A7C15;

    /// <summary>Six characters for the first billion, then eight.</summary>
    public static string Of(long counter)
    {
        var length = counter < 1L << 30 ? 6 : 8;
        var scattered = unchecked((ulong)counter * Scatter) & ((1UL << (5 * length)) - 1);
        return string.Create(length, scattered, (text, rest) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, rest >>= 5) text[i] = Letters[(int)(rest & 31)];
        });
    }

    /// <summary>Of the checkout's n-th order, from 1.</summary>
    public static string Of(string checkout, int order) => $"{checkout}-{order}";
}
