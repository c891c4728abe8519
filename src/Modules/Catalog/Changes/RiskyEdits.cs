using System.Globalization;
using System.Text;
using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>What is risky of an edit: it may make another product of a listing, or a price a mistake. Pure.</summary>
static class RiskyEdits
{
    public sealed record Terms(int PriceJumpPercent, int TitleKeptPercent);

    /// <summary>What describes the product, in other words.</summary>
    /// <param name="roots">The branch of the tree that a category is in.</param>
    public static IEnumerable<ChangeRisk> InTold(
        IReadOnlyList<FieldChange> changes, Func<string, int?> roots, Terms terms)
    {
        foreach (var change in changes)
        {
            if (change.Field == ListingFields.Title && IsOther(Words(change.From), Words(change.To), terms))
                yield return new(ChangeRisk.OfTitle);
            else if (change.Field == ListingFields.Brand && IsOtherBrand(Words(change.From), Words(change.To)))
                yield return new(ChangeRisk.OfBrand);
            else if (change.Field == ListingFields.Categories && IsOtherBranch(change, roots))
                yield return new(ChangeRisk.OfCategory);
            else if (change.Field == ListingFields.Pictures && AreAllOthers(change))
                yield return new(ChangeRisk.OfPictures);
        }
    }

    /// <summary>
    /// A price far from what it is, or was a day ago: in steps it comes no further. What jumped since then with
    /// somebody's approval is where it begins anew.
    /// </summary>
    public static bool IsJump(long from, long to, long? dayAgo, int percent) => IsJump(from, to, percent)
        || (dayAgo is { } then && IsJump(then, to, percent) && !IsJump(then, from, percent));

    static bool IsJump(long from, long to, int percent) =>
        Math.Max(from, to) * 100m > Math.Min(from, to) * (100m + percent);

    static string Words(string text) => Plain(ListingFields.Read<string>(text));

    // Of the shorter one, so many threes of letters have to stand in the longer.
    static bool IsOther(string from, string to, Terms terms)
    {
        var (had, has) = (Threes(from), Threes(to));
        var kept = had.Intersect(has).Count();
        return kept * 100 < Math.Min(had.Count, has.Count) * terms.TitleKeptPercent;
    }

    // Named for the first time it is no other brand; gone, it could be.
    static bool IsOtherBrand(string from, string to) => from.Length > 0 && from != to;

    // The main one says what a product is.
    static bool IsOtherBranch(FieldChange change, Func<string, int?> roots) =>
        ListingFields.Read<string[]>(change.From).FirstOrDefault() is { } from
        && (ListingFields.Read<string[]>(change.To).FirstOrDefault() is not { } to || roots(from) != roots(to));

    static bool AreAllOthers(FieldChange change)
    {
        var had = ListingFields.Read<ListingFields.Picture[]>(change.From).Select(one => one.Url).ToHashSet();
        return had.Count > 0
            && !ListingFields.Read<ListingFields.Picture[]>(change.To).Any(one => had.Contains(one.Url));
    }

    static HashSet<string> Threes(string plain)
    {
        var padded = $"  {plain} ";
        return [.. Enumerable.Range(0, padded.Length - 2).Select(at => padded.Substring(at, 3))];
    }

    static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune)) plain.Append(Rune.ToLowerInvariant(rune));
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark
                && plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
        return plain.ToString().TrimEnd();
    }
}
