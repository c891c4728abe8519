using System.Globalization;
using Feria.Contracts;
using Feria.Storefront;

namespace Feria.SellerDesk;

/// <summary>A promotion as somebody types it, and as the API takes it.</summary>
static class PromotionForm
{
    public static readonly string[] Names =
    [
        "name", "effect", "value", "from", "until", "code", "useLimit", "currency", "stores", "skus", "category",
        "buyerLimit", "leastItems", "leastUnits", "most", "priority", "group", "byCoupon",
    ];

    /// <summary>The body's terms; what was typed and is no number is blamed in the form.</summary>
    public static object TermsOf(
        Filled form, string currency, IReadOnlyList<Guid>? products, int? category, Visit visit)
    {
        var isPercent = form["effect"] == Promotion.Percent;
        return new
        {
            name = form["name"],
            from = form.InstantOf("from"),
            until = form.InstantOf("until"),
            code = TextOf(form, "code"),
            products,
            category,
            leastItems = MoneyOf(form, "leastItems", currency, visit),
            leastUnits = NumberOf(form, "leastUnits", visit),
            effect = form["effect"],
            percent = isPercent ? NumberOf(form, "value", visit) : null,
            amount = form["effect"] == Promotion.Amount ? MoneyOf(form, "value", currency, visit) : null,
            most = MoneyOf(form, "most", currency, visit),
            useLimit = NumberOf(form, "useLimit", visit),
            buyerLimit = NumberOf(form, "buyerLimit", visit),
            priority = NumberOf(form, "priority", visit),
            group = TextOf(form, "group"),
            byCoupon = form["byCoupon"] == "true",
        };
    }

    /// <summary>Puts what the API refused where it was typed.</summary>
    public static void Take(Filled form, Inside.Trouble problem, Visit visit)
    {
        form.Take(problem, visit);
        if ((form.ErrorOf("percent") ?? form.ErrorOf("amount")) is { } wrong) form.Blame("value", wrong);
    }

    /// <summary>Parts of a field that holds several, by commas or lines.</summary>
    public static string[] PartsOf(string? text) => (text ?? "").Split(
        [',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The number of the category at this address; blamed where there is none.</summary>
    public static async Task<int?> CategoryOfAsync(
        Session session, ICategoryBook categories, Filled form, Visit visit)
    {
        if (form["category"] is not { Length: > 0 } slug) return null;
        var found = (await categories.AllAsync(session, visit.Language.Code)).FirstOrDefault(one => one.Slug == slug);
        if (found is null) form.Blame("category", visit.Refused(Marketing.Refusals.CategoryUnknown.Code));
        return found?.Number;
    }

    static string? TextOf(Filled form, string name) => form[name] is { Length: > 0 } text ? text : null;

    static long? MoneyOf(Filled form, string name, string currency, Visit visit)
    {
        if (form[name] is not { Length: > 0 } text) return null;
        var minor = ShowListings.MinorOf(text, currency);
        if (minor is null) form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return minor;
    }

    static int? NumberOf(Filled form, string name, Visit visit)
    {
        if (form[name] is not { Length: > 0 } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return null;
    }
}
