using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Operations;

/// <summary>
/// Asks every running process to hold what it keeps in memory against the database, and answers for this one. Asked
/// through the database, so that nobody needs to know who runs where.
/// </summary>
public sealed class RollCall(Database database, IEnumerable<IProcessCopy> copies, ILogger<RollCall> log)
    : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Gathering = 3 * Pause;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    const int Named = 10;

    readonly string process = $"{Environment.MachineName}:{Environment.ProcessId}:{Id.New():N}"[..^24];

    /// <summary>What the processes say that run now; one that does not answer in time is unsettled.</summary>
    public async Task<IReadOnlyList<VerifyCopies.Finding>> AskAsync(bool drop, CancellationToken stop)
    {
        var call = Id.New();
        await using (var tx = await database.WriteAsync(stop))
        {
            await tx.ExecuteAsync(CallSql, new { call, drop });
            await tx.CommitAsync();
        }

        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(200, stop))
        {
            if (watch.Elapsed < Gathering) continue;
            await using var session = await database.ReadFreshAsync(stop);
            var answers = await session.ListAsync<Answer>(AnswersSql, new { call });
            if (answers.All(answer => answer.AnsweredAt is not null) || watch.Elapsed > Patience)
                return [.. answers.Select(answer => FindingOf(answer, watch.Elapsed.TotalSeconds))];
        }
    }

    /// <summary>What this process holds, without asking the others.</summary>
    public async Task<IReadOnlyList<(string Copy, ProcessCompared Found)>> CompareAsync(CancellationToken stop)
    {
        var found = new List<(string, ProcessCompared)>();
        foreach (var copy in copies.Where(copy => copy.IsInUse))
            found.Add((copy.Name, await copy.CompareAsync(stop)));
        return found;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => AnswerAsync(stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Pause, stop);
        }
    }

    async Task AnswerAsync(CancellationToken stop)
    {
        IReadOnlyList<Call> calls;
        await using (var session = await database.ReadFreshAsync(stop))
            calls = await session.ListAsync<Call>(OpenSql, new { process });
        foreach (var call in calls)
        {
            var mine = copies.Where(copy => copy.IsInUse).ToList();
            await NoteAsync(BeginSql, new { call = call.Id, process, names = mine.Select(one => one.Name).ToArray() });
            foreach (var copy in mine)
            {
                var found = await copy.CompareAsync(stop);
                if (call.WantsDrop && found.Differing.Count > 0) await copy.DropAsync(stop);
                await NoteAsync(AnswerSql, new
                {
                    call = call.Id,
                    process,
                    copy.Name,
                    found.Version,
                    found.Checked,
                    differing = (long)found.Differing.Count,
                    found.Digest,
                    first = found.Differing.Take(Named).ToArray(),
                });
            }
        }
    }

    async Task NoteAsync(string sql, object args)
    {
        await using var tx = await database.WriteAsync();
        await tx.ExecuteAsync(sql, args);
        await tx.CommitAsync();
    }

    static VerifyCopies.Finding FindingOf(Answer answer, double seconds) => new(
        $"{answer.Copy} of {answer.Process}", answer.Checked ?? 0, 0, 0, answer.Differing ?? 0,
        [.. (answer.First ?? []).Select(id => id.ToString())],
        answer.AnsweredAt is null ? "did not answer in time" : null, seconds);

    sealed record Call(Guid Id, bool WantsDrop);

    sealed record Answer(
        string Process, string Copy, long? Checked, long? Differing, Guid[]? First, DateTime? AnsweredAt);

    // Those of yesterday go, with their answers.
    const string CallSql = """
        -- operations.roll-call.call
        with old as (delete from operations.roll_call where asked_at < now() - interval '1 day')
        insert into operations.roll_call (id, wants_drop) values (@call, @drop)
        """;

    const string OpenSql = """
        -- operations.roll-call.open
        select c.id, c.wants_drop
        from operations.roll_call c
        where c.asked_at > now() - interval '2 minutes'
            and not exists (select from operations.roll_answer a where a.call_id = c.id and a.process = @process)
        """;

    const string BeginSql = """
        -- operations.roll-call.begin
        insert into operations.roll_answer (call_id, process, copy)
        select @call, @process, name from unnest(@names::text[]) as n(name)
        on conflict do nothing
        """;

    const string AnswerSql = """
        -- operations.roll-call.answer
        update operations.roll_answer
        set version = @Version, checked = @Checked, differing = @differing, digest = @Digest, first = @first,
            answered_at = now()
        where call_id = @call and process = @process and copy = @Name
        """;

    const string AnswersSql = """
        -- operations.roll-call.answers
        select process, copy, checked, differing, first, answered_at
        from operations.roll_answer
        where call_id = @call
        order by process, copy
        """;
}
