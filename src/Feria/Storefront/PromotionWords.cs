using Feria.Contracts;

namespace Feria.Storefront;

/// <summary>What a promotion takes off, and when, in the visitor's words.</summary>
static class PromotionWords
{
    public static string Of(Visit visit, PromotionShown promotion)
    {
        string?[] parts =
        [
            promotion.Effect switch
            {
                Promotion.Percent => visit.Say("promo.percent", Percent(visit, promotion.Percent)),
                Promotion.Amount => visit.Say("promo.amount", Plain(promotion.Amount!.Value)),
                _ => visit.Say("promo.delivery"),
            },
            promotion.Most is { } most ? visit.Say("promo.most", Plain(most)) : null,
            promotion.LeastItems is { } least ? visit.Say("promo.least-items", Plain(least)) : null,
            promotion.LeastUnits > 1 ? visit.Say("promo.least-units", promotion.LeastUnits) : null,
            visit.Say("promo.until", Figures.Brief(promotion.Until, visit.Culture)),
        ];
        return string.Join(", ", parts.OfType<string>());

        string Plain(Money money) => Figures.Plain(money, visit.Culture);
    }

    static string Percent(Visit visit, int basisPoints) =>
        visit.Say("percent", (basisPoints / 100m).ToString("0.##", visit.Culture));
}
