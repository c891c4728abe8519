using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Marketing;

/// <summary>What stands in the shop for a while, as banners and sponsored offers do.</summary>
interface IShown
{
    DateTime FromAt { get; }
    DateTime UntilAt { get; }
    DateTime? PausedAt { get; }
    DateTime? EndedAt { get; }

    string StatusAt(DateTime now);
}

/// <summary>What is shown is paused, goes on, or ends for good, by whoever says so.</summary>
public static class ShownMoves
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string End = "end";

    /// <summary>What a move sets.</summary>
    internal const string Sets = """
        paused_at = case @Move when 'pause' then coalesce(paused_at, @now::timestamptz) when 'resume' then null
                else paused_at end,
            ended_at = case when @Move = 'end' then @now::timestamptz end
        """;

    /// <param name="Move">pause, resume or end.</param>
    public sealed record Body([Required, AllowedValues(Pause, Resume, End)] string Move);

    /// <param name="Name">As the audit calls it.</param>
    /// <param name="MoveSql">Changes one, <c>@id</c>, by <see cref="Sets"/>.</param>
    internal sealed record Kind<TRow, TFile>(
        string Name, Func<Tx, Guid, Task<TRow?>> Lock, Func<Session, Guid, DateTime, Task<TFile?>> Find,
        Func<TFile, string> StatusOf, string MoveSql, Refusal NotFound, Refusal Ended)
        where TRow : class, IShown where TFile : class;

    internal static async Task<Results<Ok<TFile>, ProblemHttpResult>> MoveAsync<TRow, TFile>(
        this Kind<TRow, TFile> kind, Guid id, Body body, Database database, TimeProvider clock, CancellationToken stop)
        where TRow : class, IShown where TFile : class
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var held = await kind.Lock(tx, id);
        if (held is null) return kind.NotFound.AsProblem();
        if (held.EndedAt is not null) return kind.Ended.AsProblem();
        await tx.ExecuteAsync(kind.MoveSql, new { id, body.Move, now });
        tx.Append(new ShowingChanged(id));
        var file = (await kind.Find(tx, id, now))!;
        tx.Audit(kind.Name, id, new { status = held.StatusAt(now) }, new { status = kind.StatusOf(file) });
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    /// <summary>How it stands by its times, and by what was said.</summary>
    internal static string StatusOf(IShown shown, DateTime now) =>
        shown.EndedAt is not null ? "ended"
        : shown.UntilAt <= now ? "over"
        : shown.PausedAt is not null ? "paused"
        : shown.FromAt > now ? "waiting"
        : "running";
}
