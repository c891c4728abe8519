using System.Globalization;
using Feria.Marketing;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>A banner as somebody types it: one variant, or two of which each has its share.</summary>
static class BannerForm
{
    public static readonly string[] Variants = ["A", "B"];

    public static readonly string[] Names =
    [
        "name", "place", "category", "segment", "holdOut", "priority", "from", "until",
        .. Variants.SelectMany(letter => Locale.Spoken
            .SelectMany(language => new[] { $"title{letter}-{language}", $"text{letter}-{language}" })
            .Concat([$"share{letter}", $"link{letter}", $"picture{letter}"])),
    ];

    public static Filled New() => new()
    {
        ["place"] = BannerTerms.Home, ["holdOut"] = "0", ["priority"] = "0", ["shareA"] = "100", ["linkA"] = "/",
    };

    public static Filled Of(BannerTerms terms, string? category)
    {
        var form = new Filled
        {
            ["name"] = terms.Name, ["place"] = terms.Place, ["category"] = category, ["segment"] = $"{terms.Segment}",
            ["holdOut"] = $"{terms.HoldOut}", ["priority"] = $"{terms.Priority}", ["from"] = Instant(terms.From),
            ["until"] = Instant(terms.Until),
        };
        foreach (var (variant, letter) in terms.Variants.Zip(Variants))
        {
            (form[$"share{letter}"], form[$"link{letter}"], form[$"picture{letter}"]) =
                ($"{variant.Share}", variant.Link, variant.Picture);
            foreach (var (language, text) in variant.Texts)
                (form[$"title{letter}-{language}"], form[$"text{letter}-{language}"]) = (text.Title, text.Text);
        }

        return form;
    }

    /// <summary>The body of the slice; what was typed and is no number is blamed in the form.</summary>
    public static object TermsOf(Filled form, int? category, Visit visit) => new
    {
        name = form["name"], place = form["place"], category,
        segment = Guid.TryParse(form["segment"], out var segment) ? segment : (Guid?)null,
        holdOut = NumberOf(form, "holdOut", visit), priority = NumberOf(form, "priority", visit),
        from = form.InstantOf("from"), until = form.InstantOf("until"),
        variants = Variants.Where(letter => letter == "A" || Titles(form, letter).Any())
            .Select(letter => new
            {
                share = NumberOf(form, $"share{letter}", visit), link = form[$"link{letter}"],
                picture = form[$"picture{letter}"] is { Length: > 0 } picture ? picture : null,
                texts = Titles(form, letter).ToDictionary(language => language, language => new
                {
                    title = form[$"title{letter}-{language}"], text = form[$"text{letter}-{language}"],
                }),
            }).ToList(),
    };

    static IEnumerable<string> Titles(Filled form, string letter) =>
        Locale.Spoken.Where(language => form[$"title{letter}-{language}"] is { Length: > 0 });

    static int NumberOf(Filled form, string name, Visit visit)
    {
        if (int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return 0;
    }

    static string Instant(DateTime? at) =>
        at is { } some ? some.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : "";
}
