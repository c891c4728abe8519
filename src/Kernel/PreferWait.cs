using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>
/// How long a caller would rather wait than be told that nothing changed: <c>Prefer: wait=5</c> (RFC 7240).
/// </summary>
public static class PreferWait
{
    const string Name = "wait=";

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Nothing where the caller does not say; the answer tells how long was granted.</summary>
    public static TimeSpan Of(HttpContext context)
    {
        var wish = context.Request.Headers["Prefer"].ToString()
            .Split([',', ';'], StringSplitOptions.TrimEntries)
            .FirstOrDefault(one => one.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        if (wish is null || !int.TryParse(
            wish.AsSpan(Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.Zero;
        var granted = TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
        context.Response.Headers["Preference-Applied"] = string.Create(
            CultureInfo.InvariantCulture, $"wait={granted.TotalSeconds}");
        return granted;
    }
}
