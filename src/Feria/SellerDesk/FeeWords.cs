using Feria.Contracts;
using Feria.Storefront;
using Feria.Stores;

namespace Feria.SellerDesk;

/// <summary>A rule of what the platform takes, in a sentence.</summary>
static class FeeWords
{
    public static string Of(FeeRule rule, Visit visit)
    {
        string Sum(long minor) => Figures.Plain(new(minor, rule.Currency), visit.Culture);

        var parts = new List<string>();
        if (rule.BasisPoints > 0) parts.Add(visit.Say("percent", rule.BasisPoints / 100m));
        if (rule.FixedMinor > 0)
            parts.Add(visit.Say(rule.IsPerUnit ? "money.fee.a-unit" : "money.fee.an-order", Sum(rule.FixedMinor)));
        if (rule.MinMinor is { } least and > 0) parts.Add(visit.Say("money.fee.least", Sum(least)));
        if (rule.MaxMinor is { } most) parts.Add(visit.Say("money.fee.most", Sum(most)));
        if (rule.TaxBasisPoints > 0)
            parts.Add(visit.Say("money.fee.tax", visit.Say("percent", rule.TaxBasisPoints / 100m)));
        if (parts.Count == 0) parts.Add(visit.Say("money.fee.free"));
        var scope = rule switch
        {
            { Product: not null } => visit.Say("money.fee.of-product"),
            { Category: not null } => visit.Say("money.fee.of-category"),
            _ => "",
        };
        var name = rule.Name == FeeTerms.Commission ? visit.Say("money.fee.commission") : rule.Name;
        return $"{name}: {string.Join(" + ", parts)} {scope}".TrimEnd();
    }
}
