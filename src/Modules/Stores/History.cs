namespace Feria.Stores;

/// <summary>Who did what to a store, and why: a row in the transaction that does it.</summary>
public static class History
{
    const int Shown = 50;

    /// <param name="About">A requirement's name, a role, a person: what it was done to.</param>
    /// <param name="Actor">The account that did it; null where the clock did.</param>
    public sealed record Line(string What, string? About, string? Why, Guid? Actor, DateTime At);

    public static Task TellAsync(Tx tx, Guid store, string what, string? about, string? why, Guid? actor) =>
        tx.ExecuteAsync(TellSql, new { store, id = Id.New(), what, about, why, actor });

    /// <summary>The last of it, newest first.</summary>
    public static Task<IReadOnlyList<Line>> ReadAsync(Session session, Guid store) =>
        session.ListAsync<Line>(ReadSql, new { store, Shown });

    const string TellSql = """
        -- stores.history.tell
        insert into stores.store_history (store_id, id, what, about, why, actor)
        values (@store, @id, @what, @about, @why, @actor)
        """;

    const string ReadSql = """
        -- stores.history.read
        select what, about, why, actor, at
        from stores.store_history
        where store_id = @store
        order by id desc
        limit @Shown
        """;
}
