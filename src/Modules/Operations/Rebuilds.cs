using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Orders rebuilds of copies and tells how far they are.</summary>
public sealed class Rebuilds(Database database, IEnumerable<KeptCopy> copies)
{
    /// <param name="Done">Subjects so far.</param>
    /// <param name="Before">Sums of the copy as it was; those after it tell that nothing was lost.</param>
    public sealed record Progress(
        Guid Id, string Copy, int PerSecond, long Done, IReadOnlyDictionary<string, long> Before,
        IReadOnlyDictionary<string, long>? After, DateTime StartedAt, DateTime MovedAt, DateTime? FinishedAt);

    /// <summary>What can be asked for: copies, and words for several of them.</summary>
    public IReadOnlyCollection<string> Known =>
        [.. copies.SelectMany(copy => new[] { copy.Group, copy.Name }).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Orders a copy, or all of a group; gives the orders' ids, none for a word that nobody knows.</summary>
    public async Task<IReadOnlyList<Guid>> OrderAsync(string what, int? perSecond, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var orders = copies.Where(copy => copy.Group == what || copy.Name == what)
            .Select(copy => Rebuild.Order(tx, copy.Name, perSecond)).ToList();
        if (orders.Count == 0) return orders;
        tx.Audit("copy", what, null, new { rebuilt = orders.Count, perSecond });
        await tx.CommitAsync();
        return orders;
    }

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<Progress>> ListAsync(Session session, Guid[]? orders, int limit) =>
        [.. (await session.ListAsync<Row>(ListSql, new { orders, limit })).Select(row => row.Progress())];

    sealed record Row(
        Guid Id, string Copy, int PerSecond, long Done, string FiguresBefore, string? FiguresAfter, DateTime StartedAt,
        DateTime MovedAt, DateTime? FinishedAt)
    {
        public Progress Progress() => new(
            Id, Copy, PerSecond, Done, Figures(FiguresBefore)!, Figures(FiguresAfter), StartedAt, MovedAt, FinishedAt);

        static Dictionary<string, long>? Figures(string? json) =>
            json is null ? null : JsonSerializer.Deserialize<Dictionary<string, long>>(json);
    }

    const string ListSql = """
        -- operations.rebuilds.list
        select id, copy, per_second, done, figures_before::text, figures_after::text, started_at, moved_at, finished_at
        from operations.rebuild
        where @orders::uuid[] is null or id = any(@orders)
        order by id desc
        limit @limit
        """;
}
