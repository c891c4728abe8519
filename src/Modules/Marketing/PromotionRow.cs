using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>A promotion as it is kept.</summary>
sealed record PromotionRow(
    Guid Id, string Name, Guid Owner, string FundedBy, string Currency, DateTime FromAt, DateTime UntilAt,
    DateTime? EndedAt, string? Code, string Scope, int? Category, long LeastItemsMinor, int LeastUnits, string Effect,
    int PercentBasisPoints, long AmountMinor, long? MostMinor, int? UseLimit, int Used, int? BuyerLimit, int Priority,
    string? ExclusiveGroup, bool IsByCoupon, Guid[] Stores, Guid[] Products)
{
    public Promotion Promotion() => new(
        Id, Name, Owner, FundedBy, Currency, FromAt, UntilAt, EndedAt, Code, Scope, Category, LeastItemsMinor,
        LeastUnits, Effect, PercentBasisPoints, AmountMinor, MostMinor, UseLimit, Used, BuyerLimit, Priority,
        ExclusiveGroup)
    {
        Stores = Owner == Guid.Empty ? Stores : [Owner],
        Products = Products,
    };

    /// <summary>Of rows <c>p</c>, without stores and products.</summary>
    public const string Columns = """
        p.id, p.name, p.owner_id as owner, p.funded_by, p.currency, p.from_at, p.until_at, p.ended_at, p.code, p.scope,
            p.category, p.least_items_minor, p.least_units, p.effect, p.percent_basis_points, p.amount_minor,
            p.most_minor, p.use_limit, p.used, p.buyer_limit, p.priority, p.exclusive_group,
            p.is_by_coupon
        """;
}
