using System.Globalization;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>A campaign as somebody types it: one text, or two of which each has its share.</summary>
static class CampaignForm
{
    public static readonly string[] Variants = ["A", "B"];
    public static readonly string[] Languages = [.. Locale.Spoken];

    public static readonly string[] Names =
    [
        "name", "kind", "segment", "channel", "from", "until", "currency", "budget", "cost", "perHour", "holdOut",
        "afterHours", "coupons",
        .. Variants.SelectMany(variant => Languages
            .SelectMany(language => new[] { $"subject{variant}-{language}", $"body{variant}-{language}" })
            .Append($"share{variant}").Append($"link{variant}")),
    ];

    public static Filled New() => new()
    {
        ["kind"] = CampaignTerms.Once, ["channel"] = "email", ["currency"] = "USD", ["budget"] = "100",
        ["cost"] = "0.01", ["perHour"] = "5000", ["holdOut"] = "10", ["shareA"] = "100", ["linkA"] = "/",
    };

    public static Filled Of(CampaignTerms terms)
    {
        var form = new Filled
        {
            ["name"] = terms.Name, ["kind"] = terms.Kind, ["segment"] = $"{terms.Segment}",
            ["channel"] = terms.Channel, ["from"] = Instant(terms.From), ["until"] = Instant(terms.Until),
            ["currency"] = terms.Currency, ["budget"] = Major(terms.Budget, terms.Currency),
            ["cost"] = Major(terms.Cost, terms.Currency), ["perHour"] = $"{terms.PerHour}",
            ["holdOut"] = $"{terms.HoldOut}", ["afterHours"] = $"{terms.AfterHours}", ["coupons"] = $"{terms.Coupons}",
        };
        foreach (var (variant, letter) in terms.Variants.Zip(Variants))
        {
            form[$"share{letter}"] = $"{variant.Share}";
            form[$"link{letter}"] = variant.Link;
            foreach (var (language, text) in variant.Texts)
            {
                form[$"subject{letter}-{language}"] = text.Subject;
                form[$"body{letter}-{language}"] = text.Body;
            }
        }

        return form;
    }

    /// <summary>The body of the slice; what was typed and is no number is blamed in the form.</summary>
    public static object TermsOf(Filled form, Visit visit)
    {
        var currency = (form["currency"] ?? "").ToUpperInvariant();
        return new
        {
            name = form["name"],
            kind = form["kind"],
            segment = Chosen(form, "segment"),
            channel = form["channel"],
            from = form.InstantOf("from"),
            until = form.InstantOf("until"),
            currency,
            budget = MoneyOf(form, "budget", currency, visit),
            cost = MoneyOf(form, "cost", currency, visit),
            perHour = NumberOf(form, "perHour", visit),
            holdOut = NumberOf(form, "holdOut", visit),
            afterHours = form["kind"] == CampaignTerms.Carts ? NumberOf(form, "afterHours", visit) : (int?)null,
            coupons = Chosen(form, "coupons"),
            variants = Variants.Where(letter => letter == "A" || IsFilled(form, letter))
                .Select(letter => VariantOf(form, letter, visit)).ToList(),
        };
    }

    /// <summary>How its money is read: where the currency is none, all of it is blamed on that.</summary>
    static long MoneyOf(Filled form, string name, string currency, Visit visit)
    {
        if (!Currency.IsKnown(currency))
        {
            form.Blame("currency", visit.Refused(Marketing.Refusals.CurrencyUnknown.Code));
            return 0;
        }

        if (ShowListings.MinorOf(form[name], currency, isFreeToo: true) is { } minor) return minor;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return 0;
    }

    static object VariantOf(Filled form, string letter, Visit visit) => new
    {
        share = NumberOf(form, $"share{letter}", visit),
        texts = Languages.Where(language => form[$"subject{letter}-{language}"] is { Length: > 0 })
            .ToDictionary(language => language, language => new
            {
                subject = form[$"subject{letter}-{language}"], body = form[$"body{letter}-{language}"],
            }),
        link = form[$"link{letter}"],
    };

    static bool IsFilled(Filled form, string letter) =>
        Languages.Any(language => form[$"subject{letter}-{language}"] is { Length: > 0 });

    static Guid? Chosen(Filled form, string name) => Guid.TryParse(form[name], out var id) ? id : null;

    static int NumberOf(Filled form, string name, Visit visit)
    {
        if (int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return 0;
    }

    static string Instant(DateTime? at) =>
        at is { } some ? some.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : "";

    static string Major(long minor, string currency) =>
        Currency.Major(new(minor, currency)).ToString(CultureInfo.InvariantCulture);
}
