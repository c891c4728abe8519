using System.Text.Json;

namespace Feria.Integrations;

/// <summary>Something that happened to a store, as its programs are told it: ids and what everybody may know.</summary>
sealed record Happened(Guid Said, Guid Store, string Kind, DateTime At, object Facts);

/// <summary>Who listens to a store, its row locked until the transaction ends.</summary>
sealed record Listener(Guid Id, Guid Store, string[] Kinds, DateTime MadeAt);

/// <summary>Writes down what is to be told, once an event and endpoint, in the transaction of who says so.</summary>
sealed class Posting(TimeProvider clock)
{
    sealed record Body(string Id, string Type, DateTime Timestamp, Guid Store, object Data);

    /// <summary>Locks those endpoints of the stores that are on, in order of id.</summary>
    public static Task<IReadOnlyList<Listener>> LockAsync(Tx tx, Guid[] stores, string[] kinds) =>
        tx.ListAsync<Listener>(LockSql, new { stores, kinds });

    public async Task PostAsync(Tx tx, IReadOnlyList<(Happened Happened, Guid Endpoint)> told)
    {
        if (told.Count == 0) return;
        await tx.ExecuteAsync(PostSql, new
        {
            ids = told.Select(_ => Id.New()).ToArray(),
            endpoints = told.Select(one => one.Endpoint).ToArray(),
            events = told.Select(one => one.Happened.Said).ToArray(),
            kinds = told.Select(one => one.Happened.Kind).ToArray(),
            bodies = told.Select(one => BodyOf(one.Happened, one.Endpoint)).ToArray(),
            now = clock.GetUtcNow().UtcDateTime,
        });
    }

    static string BodyOf(Happened one, Guid endpoint) => JsonSerializer.Serialize(
        new Body(Signing.IdOf(one.Said, endpoint), one.Kind, one.At, one.Store, one.Facts), Json.Options);

    const string LockSql = """
        -- integrations.posting.lock
        select id, store_id as store, kinds, made_at
        from integrations.endpoint
        where store_id = any(@stores) and removed_at is null and is_on and kinds && @kinds
        order by id
        for update
        """;

    // Its endpoints are locked already.
    const string PostSql = """
        -- integrations.posting.post
        with posted as (
            insert into integrations.delivery (id, endpoint_id, event_id, kind, body, wanted_at, due_at, made_at)
            select d.id, d.endpoint_id, d.event_id, d.kind, d.body, @now, @now, @now
            from unnest(@ids::uuid[], @endpoints::uuid[], @events::uuid[], @kinds::text[], @bodies::text[])
                as d(id, endpoint_id, event_id, kind, body)
            on conflict on constraint delivery_once do nothing
            returning endpoint_id)
        update integrations.endpoint e
        set turn_at = least(coalesce(e.turn_at, @now), @now)
        where e.id in (select endpoint_id from posted)
        """;
}
