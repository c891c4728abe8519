using Feria.Contracts;

namespace Feria.Stores;

/// <summary>
/// Stores for those who look at reports: out of sight is suspended, by the store's own life, and put back is
/// reinstated.
/// </summary>
sealed class ModeratedStores : IModerated
{
    public string Kind => ThingKind.Store;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things) =>
    [
        .. (await session.ListAsync<Row>(ShowSql, new { ids = IdsOf(things) })).Select(row => new ThingShown(
            row.Id.ToString(),
            [
                .. new ThingText[] { new("title", row.Name), new("about", row.About), new("note", row.HolidayNote) }
                    .Where(text => text.Text.Length > 0),
            ],
            row.Language, $"/store/{row.Slug}", null, row.Id, row.Status == StoreLife.Approved)),
    ];

    public Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by) =>
        MoveAsync(tx, things, StoreLife.Deed.Suspend, why, by);

    public Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        MoveAsync(tx, things, StoreLife.Deed.Reinstate, why, by);

    static async Task<IReadOnlyList<string>> MoveAsync(Tx tx, string[] things, string deed, string why, Guid? by)
    {
        var moved = new List<string>();
        foreach (var store in await tx.ListAsync<Locked>(LockSql, new { ids = IdsOf(things) }))
        {
            if (StoreLife.ByPlatform(store.Status, deed) is not { } next) continue;
            await StoreLife.MoveAsync(tx, store.Id, next, deed, why, by);
            moved.Add(store.Id.ToString());
        }

        return moved;
    }

    static Guid[] IdsOf(string[] things) =>
        [.. things.Select(thing => Guid.TryParseExact(thing, "D", out var id) ? id : Guid.Empty)];

    sealed record Row(
        Guid Id, string Slug, string Name, string About, string HolidayNote, string Language, string Status);

    sealed record Locked(Guid Id, string Status);

    const string ShowSql = """
        -- stores.moderated-stores.show
        select s.id, s.slug, s.name, s.about, s.holiday_note, s.language, s.status
        from unnest(@ids::uuid[]) as w(id)
        cross join lateral (
            select id, slug, name, about, holiday_note, language, status
            from stores.store
            where store.id = w.id
            limit 1) s
        """;

    const string LockSql = """
        -- stores.moderated-stores.lock
        select id, status from stores.store where id = any(@ids) order by id for update
        """;
}
