using System.ComponentModel.DataAnnotations;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>What a promotion is made of. It is written once: to change it, end it and make another.</summary>
/// <param name="From">Left out, it begins at once.</param>
/// <param name="Code">What the buyer has to say; left out, it applies by itself. Letters, digits and hyphens.</param>
/// <param name="Products">Those it looks at; left out, all, or those of the category.</param>
/// <param name="Category">Number of the category it looks at, with all below it.</param>
/// <param name="LeastItems">What these items cost at least, in minor units, before any discount.</param>
/// <param name="Effect">percent, amount or delivery.</param>
/// <param name="Most">What it takes off at most, in minor units.</param>
/// <param name="UseLimit">Checkouts that may use it.</param>
/// <param name="BuyerLimit">Checkouts of one account that may use it; guests then may not.</param>
/// <param name="Priority">The highest comes first; of equals the older.</param>
/// <param name="Group">Of the promotions of one group, the first that applies is the only one.</param>
/// <param name="ByCoupon">Whether it is given by codes in bulk alone; it then has no code and no limits of its
/// own.</param>
public sealed record PromotionTerms(
    [Required, OneLine(80)] string Name,
    DateTime? From,
    [Required] DateTime? Until,
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9-]{2,39}$")] string? Code,
    [MaxLength(PromotionTerms.MostProducts)] IReadOnlyList<Guid>? Products,
    [Range(0, int.MaxValue)] int? Category,
    [Range(0, PromotionTerms.MostMoney)] long? LeastItems,
    [Range(0, 9_999)] int? LeastUnits,
    [Required, AllowedValues(Promotion.Percent, Promotion.Amount, Promotion.Delivery)] string Effect,
    [Range(1, 100)] int? Percent,
    [Range(1, PromotionTerms.MostMoney)] long? Amount,
    [Range(1, PromotionTerms.MostMoney)] long? Most,
    [Range(1, 1_000_000)] int? UseLimit,
    [Range(1, 1_000)] int? BuyerLimit,
    [Range(0, 1_000)] int? Priority,
    [OneLine(40)] string? Group,
    bool ByCoupon = false)
{
    public const int MostProducts = 500;
    public const long MostMoney = 1_000_000_000_000;

    internal string Scope =>
        Products is { Count: > 0 } ? Promotion.OfProducts : Category is null ? Promotion.All : Promotion.OfCategory;

    internal Refusal? Refuse(DateTime now)
    {
        var from = From?.InUtc() ?? now;
        var until = Until!.Value.InUtc();
        return until <= now || until <= from || from - now > Year || until - from > Year ? Refusals.TimesWrong
            : Products is { Count: > 0 } && Category is not null ? Refusals.ScopeUnclear
            : (Effect == Promotion.Percent) != (Percent is not null)
                || (Effect == Promotion.Amount) != (Amount is not null)
                ? Refusals.EffectUnclear
            : ByCoupon && (Code is not null || UseLimit is not null || BuyerLimit is not null)
                ? Refusals.ByCouponAlone
            : null;
    }

    static readonly TimeSpan Year = TimeSpan.FromDays(366);
}

/// <summary>A promotion as those who made it see it.</summary>
/// <param name="Standing">coming, running, used_up or ended.</param>
/// <param name="Products">How many it looks at, where it names some.</param>
/// <param name="Stores">Those it is good in; none named, all.</param>
/// <param name="Percent">In basis points; 0 where it is no percentage.</param>
/// <param name="Used">Checkouts that used it; counted where a limit is.</param>
public sealed record PromotionFile(
    Guid Id, string Name, string Standing, string FundedBy, string Currency, DateTime From, DateTime Until,
    DateTime? EndedAt, string? Code, string Scope, int Products, int? Category, IReadOnlyList<Guid> Stores,
    Money? LeastItems, int LeastUnits, string Effect, int Percent, Money? Amount, Money? Most, int? UseLimit, int Used,
    int? BuyerLimit, int Priority, string? Group, bool ByCoupon)
{
    internal static PromotionFile Of(PromotionRow row, DateTime now)
    {
        return new(
            row.Id, row.Name,
            row.EndedAt is not null || row.UntilAt <= now ? "ended"
                : row.FromAt > now ? "coming"
                : row.Used >= row.UseLimit ? "used_up"
                : "running",
            row.FundedBy, row.Currency, row.FromAt, row.UntilAt, row.EndedAt, row.Code, row.Scope,
            row.Products.Length, row.Category, row.Stores, Some(row.LeastItemsMinor), row.LeastUnits, row.Effect,
            row.PercentBasisPoints, Some(row.AmountMinor), Some(row.MostMinor ?? 0), row.UseLimit, row.Used,
            row.BuyerLimit, row.Priority, row.ExclusiveGroup, row.IsByCoupon);

        Money? Some(long minor) => minor > 0 ? new Money(minor, row.Currency) : null;
    }
}
