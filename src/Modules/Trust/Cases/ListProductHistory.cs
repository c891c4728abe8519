using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// All that happened to a product, newest first: what its stores changed or proposed, and what was decided about it.
/// </summary>
public static class ListProductHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/products/{product:guid}/history", Handle)
        .WithName(nameof(ListProductHistory))
        .RequireAccess(Permission.Moderate)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <summary>Exactly one of the three.</summary>
    /// <param name="Change">An edit, which passed, waits or waited.</param>
    /// <param name="Decision">A moderator decided about the product.</param>
    /// <param name="Undone">That decision was undone then.</param>
    public sealed record Event(DateTime At, ListingChange? Change, Decided? Decision, Decided? Undone);

    static async Task<Results<Ok<Page<Event>>, ProblemHttpResult>> Handle(
        Guid product, int? limit, string? cursor, Database database, IListingChanges changes, CancellationToken stop)
    {
        if (!Cursor.TryRead<Position>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var (change, decision) = before ?? new(Guid.AllBitsSet, Position.End);
        await using var session = await database.ReadAsync(stop);
        var take = Cursor.Limit(limit);
        var edits = (await changes.OfProductAsync(session, product, change, take + 1))
            .Select(one => new Event(one.At, one, null, null));
        var decisions = (await session.ListAsync<Told>(
            DecidedSql, new { thing = $"{product}", decision, limit = take + 1 }))
            .Select(one => one.IsUndone
                ? new Event(one.When, null, null, one.Decided)
                : new Event(one.When, null, one.Decided, null));
        var all = Together([.. edits], [.. decisions]).Take(take + 1).ToList();
        var items = all.Take(take).ToList();
        return TypedResults.Ok(new Page<Event>(
            items,
            all.Count <= take ? null : Cursor.Write(new Position(
                items.LastOrDefault(one => one.Change is not null)?.Change!.Id ?? change,
                items.LastOrDefault(one => one.Change is null)?.At ?? decision))));
    }

    // Each in its own order, so that a page ends where the next begins.
    static IEnumerable<Event> Together(IReadOnlyList<Event> edits, IReadOnlyList<Event> decisions)
    {
        for (int edit = 0, decision = 0; edit < edits.Count || decision < decisions.Count;)
            yield return decision == decisions.Count
                || (edit < edits.Count && edits[edit].At >= decisions[decision].At)
                    ? edits[edit++]
                    : decisions[decision++];
    }

    /// <summary>The last change shown, and when the last decision was.</summary>
    public sealed record Position(Guid Change, DateTime Decision)
    {
        internal static readonly DateTime End = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    }

    sealed record Told(
        DateTime When, bool IsUndone, Guid Id, Guid Case, string Outcome, string Reason, string Justification, Guid? By,
        bool HasRemoved, DateTime At, DateTime AppealUntil, DateTime? UndoneAt)
    {
        public Decided Decided => new(
            Id, Case, Outcome, Reason, Justification, By, HasRemoved, At, AppealUntil, UndoneAt);
    }

    const string DecidedSql = """
        -- trust.list-product-history.decided
        select t.at as when, t.is_undone, d.id, d.case_id as case, d.outcome, d.reason, d.justification,
            d.by_account as by, d.has_removed, d.at, d.appeal_until, d.undone_at
        from trust.case_file c
        join trust.decision d on d.case_id = c.id
        cross join lateral (values (d.at, false), (d.undone_at, true)) as t(at, is_undone)
        where c.kind = 'product' and c.thing = @thing and t.at < @decision
        order by t.at desc
        limit @limit
        """;
}
