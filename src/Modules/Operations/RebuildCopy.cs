using System.Diagnostics;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Configuration;

namespace Feria.Operations;

/// <summary>
/// Makes a copy again, a few subjects at a time and no faster than ordered, while everybody goes on. Each few are one
/// transaction with the mark of how far it is, so that it is taken up there after a crash. A process makes one copy
/// at a time, and rests longer than it works, so that whoever shops finds the machine free. What a server outside keeps
/// is made by whoever feeds it; here it is asked for and looked at, with no session open.
/// </summary>
public sealed class RebuildCopy(Database database, IEnumerable<KeptCopy> copies, IConfiguration settings) : Job
{
    /// <summary>A part is so long at most; the rest is left to the next job.</summary>
    static readonly TimeSpan Part = TimeSpan.FromSeconds(20);

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Where nobody said how fast, it is never more than a third of the time at work, however slow the machine.
    static readonly Pace Usual = new(PerSecond: 200, Rest: 2);

    readonly SemaphoreSlim turn = new(1);

    public override string Name => Rebuild.Kind;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var work = body.Deserialize<Rebuild.Work>(Json.Options)!;
        var copy = copies.Single(copy => copy.Name == work.Copy);
        var pace = PaceOf(work);
        if (work.Subjects is { } few)
        {
            await RemakeAsync(copy, few, pace, stop);
            return;
        }

        if (copy is OutsideCopy outside)
        {
            await HaveMadeAsync(work, outside, pace, stop);
            return;
        }

        var kept = (TableCopy)copy;
        var after = await BeginAsync(work, kept, pace.PerSecond, stop);
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var isLong = watch.Elapsed > Part;
            if (await InTurnAsync(() => StepAsync(work, kept, after, isLong, stop), step => step?.Done ?? 0, pace, stop)
                is not { } step) return;
            after = step.After;
            if (step.IsLast) return;
        }
    }

    async Task HaveMadeAsync(Rebuild.Work work, OutsideCopy copy, Pace pace, CancellationToken stop)
    {
        var before = JsonSerializer.Serialize(await copy.FiguresAsync(stop), Json.Options);
        await using (var tx = await database.WriteAsync(stop))
        {
            await tx.ExecuteAsync(BeginSql, new { work.Id, copy.Name, pace.PerSecond, figures = before });
            await tx.CommitAsync();
        }

        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(LookEvery, stop))
        {
            var (done, isDone) = await copy.MakeAgainAsync(work.Id, pace, stop);
            var figures = isDone ? JsonSerializer.Serialize(await copy.FiguresAsync(stop), Json.Options) : null;
            var isLong = watch.Elapsed > Part;
            await using var tx = await database.WriteAsync(stop);
            var isOver = isDone || await tx.ExecuteAsync(GiveWaySql, new { work.Id, work.Copy }) > 0;
            await tx.ExecuteAsync(LookedSql, new { work.Id, done });
            if (isDone) await tx.ExecuteAsync(EndSql, new { work.Id, figures });
            if (isLong && !isOver) tx.Enqueue(Rebuild.Kind, work, key: $"{work.Copy} {work.Id}");
            await tx.CommitAsync();
            if (isLong || isOver) return;
        }
    }

    async Task RemakeAsync(KeptCopy copy, Guid[] subjects, Pace pace, CancellationToken stop)
    {
        foreach (var batch in subjects.Chunk(copy.Batch))
            await InTurnAsync(async () =>
            {
                await using var tx = await database.WriteAsync(stop);
                await copy.RemakeAsync(tx, batch);
                await tx.CommitAsync();
                return batch.Length;
            }, done => done, pace, stop);
    }

    Pace PaceOf(Rebuild.Work work) => (work.PerSecond ?? settings.GetValue<int?>("Feria:RebuildPerSecond")) is { } asked
        ? new(asked, 0)
        : Usual;

    // Whoever is to work less than it could rests before another may work: several copies at once are no more work.
    async Task<T> InTurnAsync<T>(Func<Task<T>> work, Func<T, int> doneOf, Pace pace, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        var watch = Stopwatch.StartNew();
        T made;
        try
        {
            made = await work();
            await Task.Delay(pace.Rest * watch.Elapsed, stop);
        }
        finally
        {
            turn.Release();
        }

        var left = TimeSpan.FromSeconds((double)doneOf(made) / pace.PerSecond) - watch.Elapsed;
        if (left > TimeSpan.Zero) await Task.Delay(left, stop);
        return made;
    }

    async Task<Guid> BeginAsync(Rebuild.Work work, TableCopy copy, int perSecond, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Guid?>(FindSql, new { work.Id }) is { } after) return after;
        var figures = JsonSerializer.Serialize(await copy.FiguresAsync(tx), Json.Options);
        await tx.ExecuteAsync(BeginSql, new { work.Id, copy.Name, perSecond, figures });
        await tx.CommitAsync();
        return Guid.Empty;
    }

    async Task<(Guid After, int Done, bool IsLast)?> StepAsync(
        Rebuild.Work work, TableCopy copy, Guid after, bool isLong, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        // Whoever ordered it anew wants it from the start: that one does all of it.
        if (await tx.ExecuteAsync(GiveWaySql, new { work.Id, work.Copy }) > 0)
        {
            await tx.CommitAsync();
            return null;
        }

        Guid[] subjects = [.. await copy.WalkAsync(tx, after, copy.Batch)];
        if (subjects.Length == 0)
        {
            var figures = JsonSerializer.Serialize(await copy.FiguresAsync(tx), Json.Options);
            await tx.ExecuteAsync(EndSql, new { work.Id, figures });
            await tx.CommitAsync();
            return null;
        }

        await copy.RemakeAsync(tx, subjects);
        await tx.ExecuteAsync(MoveSql, new { work.Id, after = subjects[^1], done = subjects.Length });
        // Under another key than an order has: who orders anew meanwhile gets a rebuild from the start.
        if (isLong) tx.Enqueue(Rebuild.Kind, work, key: $"{work.Copy} {work.Id}");
        await tx.CommitAsync();
        return (subjects[^1], subjects.Length, isLong);
    }

    const string FindSql = """
        -- operations.rebuild-copy.find
        select after from operations.rebuild where id = @Id
        """;

    const string BeginSql = """
        -- operations.rebuild-copy.begin
        insert into operations.rebuild (id, copy, per_second, figures_before)
        values (@Id, @Name, @perSecond, @figures::jsonb)
        on conflict (id) do nothing
        """;

    const string GiveWaySql = """
        -- operations.rebuild-copy.give-way
        update operations.rebuild set moved_at = now(), finished_at = now()
        where id = @Id and exists (select from operations.rebuild r where r.copy = @Copy and r.id > @Id)
        """;

    const string MoveSql = """
        -- operations.rebuild-copy.move
        update operations.rebuild set after = @after, done = done + @done, moved_at = now() where id = @Id
        """;

    const string LookedSql = """
        -- operations.rebuild-copy.looked
        update operations.rebuild set done = @done, moved_at = now() where id = @Id
        """;

    const string EndSql = """
        -- operations.rebuild-copy.end
        update operations.rebuild set figures_after = @figures::jsonb, moved_at = now(), finished_at = now()
        where id = @Id
        """;
}
