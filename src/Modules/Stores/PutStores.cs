namespace Feria.Stores;

/// <summary>Opens many stores at once, or changes those whose slug is known: for moving in and seeding.</summary>
public static class PutStores
{
    /// <param name="FreeDeliveryFromMinor">Items total from which delivery is free; null for never.</param>
    /// <param name="Since">When it opened, in UTC.</param>
    public sealed record Store(
        Guid Id, string Slug, string Name, string About, string City, string Country, string Language, string Currency,
        int CommissionBasisPoints, long DeliveryFeeMinor, long? FreeDeliveryFromMinor, DateTime Since);

    /// <summary>All or none, in the caller's transaction.</summary>
    public static Task RunAsync(Tx tx, IReadOnlyCollection<Store> stores) => tx.ExecuteAsync(PutSql, new
    {
        ids = stores.Select(store => store.Id).ToArray(),
        slugs = stores.Select(store => store.Slug).ToArray(),
        names = stores.Select(store => store.Name).ToArray(),
        abouts = stores.Select(store => store.About).ToArray(),
        cities = stores.Select(store => store.City).ToArray(),
        countries = stores.Select(store => store.Country).ToArray(),
        languages = stores.Select(store => store.Language).ToArray(),
        currencies = stores.Select(store => store.Currency).ToArray(),
        commissions = stores.Select(store => store.CommissionBasisPoints).ToArray(),
        fees = stores.Select(store => store.DeliveryFeeMinor).ToArray(),
        frees = stores.Select(store => store.FreeDeliveryFromMinor).ToArray(),
        sinces = stores.Select(store => store.Since).ToArray(),
    });

    /// <summary>Lets an account work in a store.</summary>
    public static Task HireAsync(Tx tx, Guid store, Guid account) => tx.ExecuteAsync(HireSql, new { store, account });

    /// <summary>Lets a store deliver in one more way.</summary>
    public static Task DeliverAsync(Tx tx, Guid store, Guid method, MethodTerms terms) =>
        DeliveryMethods.WriteAsync(tx, AddDeliveryMethod.AddSql, store, method, terms);

    const string PutSql = """
        -- stores.put-stores.put
        insert into stores.store (id, slug, name, about, city, country, language, currency, commission_basis_points,
            delivery_fee_minor, free_delivery_from_minor, opened_at)
        select * from unnest(@ids::uuid[], @slugs::text[], @names::text[], @abouts::text[], @cities::text[],
            @countries::text[], @languages::text[], @currencies::text[], @commissions::int[], @fees::bigint[],
            @frees::bigint[], @sinces::timestamptz[])
        on conflict (slug) do update
            set name = excluded.name, about = excluded.about, city = excluded.city, country = excluded.country,
                language = excluded.language, commission_basis_points = excluded.commission_basis_points,
                delivery_fee_minor = excluded.delivery_fee_minor,
                free_delivery_from_minor = excluded.free_delivery_from_minor
        """;

    const string HireSql = """
        -- stores.put-stores.hire
        insert into stores.staff (store_id, account_id) values (@store, @account) on conflict do nothing
        """;
}
