using Feria.Marketing;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>Says in words whom a rule has.</summary>
static class SegmentWords
{
    public static string Of(Rule rule, SegmentNames names, Visit visit)
    {
        if (rule.Rules is { } rules)
        {
            var parts = rules.Select(one => one.Rules is null
                ? Of(one, names, visit)
                : $"({Of(one, names, visit)})");
            var joined = string.Join(visit.Say("segments.joined." + rule.What), parts);
            return rule.Not ? visit.Say("segments.not", $"({joined})") : joined;
        }

        var said = rule.What switch
        {
            Rule.Country or Rule.Zone or Rule.Language =>
                visit.Say("segments.says." + rule.What, string.Join(", ", rule.In!)),
            Rule.Registered => visit.Say("segments.says.registered", Range(Day(rule.Since), Day(rule.Until), visit)),
            Rule.Seen or Rule.Ordered => visit.Say("segments.says." + rule.What, rule.Days),
            Rule.Cart => visit.Say("segments.says.cart", rule.Hours),
            Rule.Orders => visit.Say("segments.says.orders", Range($"{rule.Least}", $"{rule.Most}", visit)),
            Rule.Spent => visit.Say("segments.says.spent", Range(Sum(rule.Least), Sum(rule.Most), visit)),
            Rule.Bought or Rule.Viewed => visit.Say("segments.says." + rule.What, Category())
                + (rule.Days is { } days ? " " + visit.Say("segments.says.within", days) : ""),
            _ => visit.Say(
                "segments.says.segment", names.Segments.FirstOrDefault(one => one.Id == rule.Segment)?.Name ?? "–"),
        };
        return rule.Not ? visit.Say("segments.not", said) : said;

        string Category() =>
            names.Categories.FirstOrDefault(one => one.Number == rule.Category)?.Name ?? $"{rule.Category}";

        string Sum(long? minor) =>
            minor is { } some ? Figures.Plain(new(some, rule.Currency!), visit.Culture) : "";

        string Day(DateTime? day) => day is { } some ? Figures.Day(some, visit.Culture) : "";
    }

    static string Range(string least, string most, Visit visit) => (least, most) switch
    {
        (_, "") => visit.Say("segments.least", least),
        ("", _) => visit.Say("segments.most", most),
        _ when least == most => least,
        _ => visit.Say("segments.between", least, most),
    };
}
