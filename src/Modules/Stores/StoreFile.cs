using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Everything about a store that those who run it see, and those who approve it.</summary>
/// <param name="Role">The caller's role in the store; null for the platform's staff.</param>
/// <param name="Version">To be named by the next edit, so that none overwrites another unseen.</param>
/// <param name="HolidayUntil">When the holiday ends by itself; null for when somebody ends it.</param>
/// <param name="CommissionBasisPoints">The platform's share of what is sold, in hundredths of a percent.</param>
public sealed record StoreFile(
    Guid Id, string Slug, string Name, string About, string City, string Country, string Language, string Currency,
    string Status, bool Open, string? Role, int Version, DateTime? HolidaySince, DateTime? HolidayUntil,
    string HolidayNote, Money Delivery, Money? FreeDeliveryFrom, int CommissionBasisPoints, DateTime OpenedAt,
    IReadOnlyList<Requirements.Standing> Requirements, IReadOnlyList<History.Line> History)
{
    /// <summary>The store as it is in this session; null where there is none.</summary>
    public static async Task<StoreFile?> ReadAsync(
        Session session, Guid store, string? role, IReadOnlyCollection<Contact> owners)
    {
        if (await session.OneOrNullAsync<Row>(ReadSql, new { store }) is not { } row) return null;
        return new(
            row.Id, row.Slug, row.Name, row.About, row.City, row.Country, row.Language, row.Currency, row.Status,
            row.Open, role, row.Version, row.HolidaySince, row.HolidayUntil, row.HolidayNote,
            new(row.DeliveryFeeMinor, row.Currency),
            row.FreeDeliveryFromMinor is { } from ? new Money(from, row.Currency) : null,
            row.CommissionBasisPoints, row.OpenedAt,
            await Stores.Requirements.OfAsync(session, store, owners),
            await Stores.History.ReadAsync(session, store));
    }

    sealed record Row(
        Guid Id, string Slug, string Name, string About, string City, string Country, string Language, string Currency,
        string Status, bool Open, int Version, DateTime? HolidaySince, DateTime? HolidayUntil, string HolidayNote,
        long DeliveryFeeMinor, long? FreeDeliveryFromMinor, int CommissionBasisPoints, DateTime OpenedAt);

    const string ReadSql = """
        -- stores.store-file.read
        select id, slug, name, about, city, country, language, currency, status, open, version, holiday_since,
            holiday_until, holiday_note, delivery_fee_minor, free_delivery_from_minor, commission_basis_points,
            opened_at
        from stores.store
        where id = @store
        """;
}
