using System.Text.Json;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>A method of delivery as those who run the store see it.</summary>
/// <param name="Position">The least comes first.</param>
/// <param name="Active">Whether buyers are offered it.</param>
/// <param name="Version">To be named by the next edit, so that none overwrites another unseen.</param>
public sealed record MethodFile(DeliveryMethod Method, int Position, bool Active, int Version);

/// <summary>Reads and writes a store's methods of delivery, each a row.</summary>
static class DeliveryMethods
{
    /// <summary>Methods of one store.</summary>
    public const int Most = 10;

    public static IReadOnlyList<DeliveryMethod> Read(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<DeliveryMethod[]>(json, Json.Options)!;

    public static async Task<IReadOnlyList<MethodFile>> OfAsync(Session session, Guid store) =>
        [.. (await session.ListAsync<Row>(OfSql, new { store, Most })).Select(row => row.File())];

    public static async Task<MethodFile> WriteAsync(Tx tx, string sql, Guid store, Guid method, MethodTerms terms) =>
        (await tx.OneAsync<Row>(sql, new
        {
            store,
            method,
            terms.Name,
            terms.Kind,
            terms.DaysLeast,
            terms.DaysMost,
            position = terms.Position ?? 0,
            active = terms.Active ?? true,
            terms.FreeFrom,
            takesCash = terms.TakesCash ?? false,
            price = terms.Price ?? 0,
            zones = JsonSerializer.Serialize(terms.Zones ?? [], Json.Options),
            place = terms.Place is null ? null : JsonSerializer.Serialize(terms.Place, Json.Options),
        })).File();

    sealed record Row(string Method, int Position, bool IsActive, int Version)
    {
        public MethodFile File() => new(
            JsonSerializer.Deserialize<DeliveryMethod>(Method, Json.Options)!, Position, IsActive, Version);
    }

    const string Document = """
        jsonb_build_object('id', d.id, 'name', d.name, 'kind', d.kind, 'daysLeast', d.days_least,
                    'daysMost', d.days_most, 'freeFrom', d.free_from_minor, 'takesCash', d.takes_cash,
                    'price', d.price_minor, 'zones', d.zones, 'place', d.place)
        """;

    /// <summary>A row as it is answered, of <c>stores.delivery_method d</c>.</summary>
    public const string Columns = $"{Document}::text as method, d.position, d.is_active, d.version";

    /// <summary>What buyers are offered of <c>stores.store s</c>; null for nothing.</summary>
    public const string ActiveOfStore = $"""
        (select jsonb_agg({Document} order by d.position, d.id)
                from stores.delivery_method d
                where d.store_id = s.id and d.is_active)::text
        """;

    const string OfSql = $"""
        -- stores.delivery-methods.of
        select {Columns}
        from stores.delivery_method d
        where d.store_id = @store
        order by d.position, d.id
        limit @Most
        """;
}
