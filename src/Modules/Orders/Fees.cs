using Feria.Contracts;

namespace Feria.Orders;

/// <summary>One thing the platform takes of an order.</summary>
/// <param name="Base">The items it was reckoned on.</param>
/// <param name="Amount">Without the tax on it.</param>
public sealed record Fee(string Name, Money Base, Money Amount, Money Tax)
{
    public Money Total => Amount + Tax;
}

/// <summary>
/// What the platform takes of an order's items: a component a name, in the order of the rules. Each line is charged by
/// the most particular rule of a name: one of the store before one of all, a product's before a category's, a deeper
/// category's before a higher one's. All together never take more than the store gets for the items.
/// </summary>
public static class Fees
{
    public static IReadOnlyList<Fee> Of(StoreTerms store, IReadOnlyList<QuoteLine> lines)
    {
        var left = lines.Select(line => line.Charged).Aggregate((sum, line) => sum + line);
        var fees = new List<Fee>();
        foreach (var name in RulesOf(store, left.Currency).GroupBy(rule => rule.Name))
        {
            var fee = Charge(name.Key, [.. name], lines, left);
            if (fee.Base.Amount == 0) continue;
            left -= fee.Total;
            fees.Add(fee);
        }

        return fees;
    }

    // A store's own rate stands where no rule of that name meets a line, and comes last of its name.
    static IEnumerable<FeeTerms> RulesOf(StoreTerms store, string currency)
    {
        var rules = store.Fees.Where(rule => rule.Currency == currency).ToList();
        var first = rules.Where(rule => rule.Name == FeeTerms.Commission)
            .Select(rule => rule.Position).DefaultIfEmpty(int.MinValue).Min();
        return rules
            .Append(new FeeTerms(FeeTerms.Commission, first, currency) { BasisPoints = store.CommissionBasisPoints })
            .OrderBy(rule => rule.Position);
    }

    static Fee Charge(string name, IReadOnlyList<FeeTerms> rules, IReadOnlyList<QuoteLine> lines, Money left)
    {
        var none = left with { Amount = 0 };
        var fee = new Fee(name, none, none, none);
        foreach (var charged in lines.GroupBy(line => Strongest(rules, line.Offer)))
            if (charged.Key is { } rule) fee = Add(fee, rule, [.. charged], left);
        return fee;
    }

    static FeeTerms? Strongest(IReadOnlyList<FeeTerms> rules, OfferTerms offer) => rules
        .Select(rule => (Rule: rule, Rank: Rank(rule, offer)))
        .Where(one => one.Rank >= 0)
        .OrderByDescending(one => one.Rank)
        .Select(one => one.Rule)
        .FirstOrDefault();

    // Below zero where it does not meet the offer; a category path holds no more than a dozen.
    static int Rank(FeeTerms rule, OfferTerms offer)
    {
        var ofStore = rule.IsOfStore ? 1000 : 0;
        if (rule.Product is { } product) return product == offer.Product ? ofStore + 100 : -1;
        if (rule.Category is not { } category) return ofStore;
        var depth = Array.IndexOf(offer.Categories, category);
        return depth < 0 ? -1 : ofStore + depth + 1;
    }

    static Fee Add(Fee fee, FeeTerms rule, IReadOnlyList<QuoteLine> lines, Money left)
    {
        var items = lines.Select(line => line.Charged).Aggregate((sum, line) => sum + line);
        var times = rule.IsPerUnit ? lines.Sum(line => (long)line.Quantity) : 1;
        var wanted = items.Share(rule.BasisPoints).Amount + checked(rule.FixedMinor * times);
        wanted = Math.Max(wanted, rule.MinMinor ?? 0);
        wanted = Math.Min(wanted, rule.MaxMinor ?? long.MaxValue);

        var room = (left - fee.Total).Amount;
        var amount = new Money(Math.Min(wanted, MostBeforeTax(room, rule.TaxBasisPoints)), left.Currency);
        var tax = new Money(
            Math.Min(amount.Share(rule.TaxBasisPoints).Amount, room - amount.Amount), left.Currency);
        return new(fee.Name, fee.Base + items, fee.Amount + amount, fee.Tax + tax);
    }

    static long MostBeforeTax(long room, int taxBasisPoints) =>
        (long)((Int128)room * 10_000 / (10_000 + taxBasisPoints));
}
