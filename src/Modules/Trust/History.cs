namespace Feria.Trust;

/// <summary>Who did what in a case, and why: a row in the transaction that does it, never changed.</summary>
public static class History
{
    const int Shown = 100;

    /// <param name="Actor">Null where a reporter did, or a rule.</param>
    /// <param name="Why">A reason's code, or what was given as the reason.</param>
    public sealed record Step(string What, Guid? Actor, string? Why, DateTime At);

    internal static Task TellAsync(Tx tx, Guid caseId, string what, Guid? actor = null, string? why = null) =>
        tx.ExecuteAsync(TellSql, new { caseId, id = Id.New(), what, actor, why });

    /// <summary>The last of it, newest first.</summary>
    internal static Task<IReadOnlyList<Step>> ReadAsync(Session session, Guid caseId) =>
        session.ListAsync<Step>(ReadSql, new { caseId, Shown });

    const string TellSql = """
        -- trust.history.tell
        insert into trust.case_history (case_id, id, what, actor, why) values (@caseId, @id, @what, @actor, @why)
        """;

    const string ReadSql = """
        -- trust.history.read
        select what, actor, why, at
        from trust.case_history
        where case_id = @caseId
        order by id desc
        limit @Shown
        """;
}
