using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Products for those who look at reports. One that is taken out of sight is withdrawn whatever its store or an import
/// does meanwhile; put back, it is as they left it.
/// </summary>
sealed class ModeratedProducts(ChangeDesk changes) : IModerated
{
    public string Kind => ThingKind.Product;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things) =>
    [
        .. (await session.ListAsync<Row>(ShowSql, new { ids = IdsOf(things) })).Select(row => new ThingShown(
            row.Id.ToString(),
            [
                new("title", row.Title), new("description", row.Description),
                .. row.Brand is null ? [] : new[] { new ThingText("brand", row.Brand) },
            ],
            row.Language, $"/product/{row.Id}", null, row.Store, row.IsShown) { Pictures = row.Pictures }),
    ];

    public async Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by)
    {
        var removed = await tx.ListAsync<Guid>(RemoveSql, new { ids = IdsOf(things) });
        await changes.VoidAsync(tx, null, [.. removed], by);
        return Say(tx, removed);
    }

    public async Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        Say(tx, await tx.ListAsync<Guid>(RestoreSql, new { ids = IdsOf(things) }));

    static IReadOnlyList<string> Say(Tx tx, IReadOnlyList<Guid> products)
    {
        foreach (var product in products) tx.Append(new ProductPut(product));
        return [.. products.Select(product => product.ToString())];
    }

    static Guid[] IdsOf(string[] things) =>
        [.. things.Select(thing => Guid.TryParseExact(thing, "D", out var id) ? id : Guid.Empty)];

    sealed record Row(
        Guid Id, string Title, string Description, string? Brand, string Language, Guid? Store, string[] Pictures,
        bool IsShown);

    // Of a product nobody keeps, the one store that sells it, where there is just one.
    const string ShowSql = """
        -- catalog.moderated-products.show
        select p.id, p.title, p.description, p.brand, p.language, coalesce(p.kept_by, (
                select case when count(distinct o.store_id) = 1 then (array_agg(o.store_id))[1] end
                from catalog.variant v
                join catalog.offer o on o.variant_id = v.id
                where v.product_id = p.id)) as store,
            array(
                select i.url from catalog.picture i where i.product_id = p.id order by i.position limit 20) as pictures,
            p.withdrawn_at is null as is_shown
        from unnest(@ids::uuid[]) as w(id)
        cross join lateral (
            select id, title, description, brand, language, kept_by, withdrawn_at
            from catalog.product
            where product.id = w.id
            limit 1) p
        """;

    const string RemoveSql = """
        -- catalog.moderated-products.remove
        with meant as materialized (
            select id from catalog.product
            where id = any(@ids) and removed_at is null
            order by id
            for update)
        update catalog.product p
        set removed_at = now(), withdrawn_before = p.withdrawn_at, withdrawn_at = coalesce(p.withdrawn_at, now()),
            changed_at = now()
        from meant m
        where p.id = m.id
        returning p.id
        """;

    const string RestoreSql = """
        -- catalog.moderated-products.restore
        with meant as materialized (
            select id from catalog.product
            where id = any(@ids) and removed_at is not null
            order by id
            for update)
        update catalog.product p
        set removed_at = null, withdrawn_at = p.withdrawn_before, withdrawn_before = null, changed_at = now()
        from meant m
        where p.id = m.id
        returning p.id
        """;
}
