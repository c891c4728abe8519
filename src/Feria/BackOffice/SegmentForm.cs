using System.Globalization;
using Feria.Contracts;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>What segments name, by how people name it.</summary>
public sealed record SegmentNames(IReadOnlyList<CategoryFacts> Categories, IReadOnlyList<SegmentFile> Segments);

/// <summary>
/// A rule as somebody types it: conditions a line each, that hold together or one of them, and up to two boxes of them
/// in which it is the other way round.
/// </summary>
static class SegmentForm
{
    public const int Lines = 8;

    static readonly string?[] Boxes = [null, "1", "2"];

    public static readonly string[] Names =
    [
        "name", "join",
        .. Enumerable.Range(0, Lines)
            .SelectMany(line => new[] { $"what{line}", $"not{line}", $"value{line}", $"box{line}" }),
    ];

    /// <summary>The rule; what was typed and says nothing is blamed in the form.</summary>
    public static Rule RuleOf(Filled form, SegmentNames names, Visit visit)
    {
        var lines = Enumerable.Range(0, Lines).Where(line => form[$"what{line}"] is { Length: > 0 })
            .Select(line => (Box: form[$"box{line}"], Rule: LineOf(form, line, names, visit))).ToList();
        var (join, other) = form["join"] == Rule.Any ? (Rule.Any, Rule.All) : (Rule.All, Rule.Any);
        return new(join,
        [
            .. lines.Where(line => line.Box is not "1" and not "2").Select(line => line.Rule),
            .. Boxes[1..].Select(box => lines.Where(line => line.Box == box).Select(line => line.Rule).ToList())
                .Where(box => box.Count > 0).Select(box => new Rule(other, box)),
        ]);
    }

    /// <summary>Puts a rule into the form; false where it is one that no form can say.</summary>
    public static bool Fill(Filled form, Rule rule, SegmentNames names)
    {
        if (rule.What is not (Rule.All or Rule.Any) || rule.Not) return false;
        var boxes = rule.Rules!.Where(one => one.Rules is not null).ToList();
        if (boxes.Count > 2 || boxes.Any(box =>
            box.Not || box.What == rule.What || box.Rules!.Any(one => one.Rules is not null))) return false;
        List<(Rule Rule, string Box)> lines =
        [
            .. rule.Rules!.Where(one => one.Rules is null).Select(one => (one, "")),
            .. boxes.SelectMany((box, place) => box.Rules!.Select(one => (one, Boxes[place + 1]!))),
        ];
        if (lines.Count > Lines) return false;
        form["join"] = rule.What;
        foreach (var ((one, box), line) in lines.Select((one, line) => (one, line)))
        {
            form[$"what{line}"] = one.What;
            form[$"not{line}"] = one.Not ? "true" : "";
            form[$"value{line}"] = ValueOf(one, names);
            form[$"box{line}"] = box;
        }

        return true;
    }

    static Rule LineOf(Filled form, int line, SegmentNames names, Visit visit)
    {
        var (what, value) = (form[$"what{line}"]!, form[$"value{line}"] ?? "");
        var rule = Read(what, value, names);
        if (rule is null) form.Blame($"value{line}", visit.Say("segments.wrong." + what));
        return (rule ?? new(what)) with { Not = form[$"not{line}"] == "true" };
    }

    static Rule? Read(string what, string value, SegmentNames names)
    {
        var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (what)
        {
            case Rule.Country or Rule.Zone or Rule.Language:
                var words = PromotionForm.PartsOf(value);
                return words.Length > 0 ? new(what, In: words) : null;
            case Rule.Registered:
                var (since, until) = (DayOf(value, 0), DayOf(value, 1));
                return since is null && until is null ? null : new(what, Since: since, Until: until);
            case Rule.Seen or Rule.Ordered:
                return Number(value) is { } days ? new(what, Days: (int)days) : null;
            case Rule.Cart:
                return Number(value) is { } hours ? new(what, Hours: (int)hours) : null;
            case Rule.Orders:
                return Range(value, Number) is var (least, most) ? new(what, Least: least, Most: most) : null;
            case Rule.Spent when parts is [var range, var currency]
                && Kernel.Currency.IsKnown(currency.ToUpperInvariant()):
                var code = currency.ToUpperInvariant();
                return Range(range, text => ShowListings.MinorOf(text, code, isFreeToo: true)) is var (from, to)
                    ? new(what, Least: from, Most: to, Currency: code)
                    : null;
            case Rule.Bought or Rule.Viewed when parts.Length is 1 or 2:
                var category = names.Categories.FirstOrDefault(one => one.Slug == parts[0])?.Number;
                var within = parts.Length == 2 ? Number(parts[1]) : null;
                return category is null || (parts.Length == 2 && within is null)
                    ? null
                    : new(what, Category: category, Days: (int?)within);
            case Rule.InSegment:
                return names.Segments.FirstOrDefault(one => one.Name == value)?.Id is { } id
                    ? new(what, Segment: id)
                    : null;
            default:
                return null;
        }
    }

    static string ValueOf(Rule rule, SegmentNames names) => rule.What switch
    {
        Rule.Country or Rule.Zone or Rule.Language => string.Join(", ", rule.In!),
        Rule.Registered => $"{rule.Since:yyyy-MM-dd}..{rule.Until:yyyy-MM-dd}",
        Rule.Seen or Rule.Ordered => $"{rule.Days}",
        Rule.Cart => $"{rule.Hours}",
        Rule.Orders => $"{rule.Least}..{rule.Most}",
        Rule.Spent => $"{Major(rule.Least, rule.Currency!)}..{Major(rule.Most, rule.Currency!)} {rule.Currency}",
        Rule.Bought or Rule.Viewed =>
            $"{names.Categories.FirstOrDefault(one => one.Number == rule.Category)?.Slug} {rule.Days}".Trim(),
        Rule.InSegment => names.Segments.FirstOrDefault(one => one.Id == rule.Segment)?.Name ?? "",
        _ => "",
    };

    static string Major(long? minor, string currency) => minor is { } some
        ? Kernel.Currency.Major(new(some, currency)).ToString(CultureInfo.InvariantCulture)
        : "";

    static (long? Least, long? Most)? Range(string value, Func<string, long?> read)
    {
        var ends = value.Split("..");
        if (ends.Length > 2 || ends.All(end => end.Trim().Length == 0)) return null;
        var found = ends.Select(end => end.Trim())
            .Select(end => (Text: end, Number: end.Length == 0 ? null : read(end))).ToList();
        if (found.Any(end => end.Text.Length > 0 && end.Number is null)) return null;
        return (found[0].Number, ends.Length == 1 ? found[0].Number : found[1].Number);
    }

    static DateTime? DayOf(string value, int end) =>
        value.Split("..") is { Length: 2 } ends && DateTime.TryParseExact(
            ends[end].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day
            : null;

    static long? Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
