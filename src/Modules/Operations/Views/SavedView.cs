using System.Text.RegularExpressions;

namespace Feria.Operations;

/// <summary>A table of the back office, narrowed down as somebody likes to see it.</summary>
/// <param name="Place">The page's path, <c>/operations/orders</c>.</param>
/// <param name="Query">What it is asked, as in an address.</param>
public sealed partial record SavedView(string Place, string Name, string Query)
{
    public const int Most = 20;
    public const string PlaceShape = "^/operations(/[a-z0-9-]+)+$";

    /// <summary>Whether a query can stand in an address as it is: nothing in it begins another part.</summary>
    public static bool IsQuery(string text) => QueryShape().IsMatch(text);

    [GeneratedRegex("^[A-Za-z0-9_.~%!$&'()*+,;=:@/?-]*$")]
    private static partial Regex QueryShape();
}
